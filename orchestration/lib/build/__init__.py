"""From landed rows to published marts: the run, its two doors, and dbt."""
