"""The shape of the project, checked without a database: a rule that isn't checked isn't a rule."""
