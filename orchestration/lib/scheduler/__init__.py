"""What Dagster needs to know to run Kith; all else is ignorant of Dagster."""
