"""How everything is done, by what it is about."""
