"""What programs did, and what may be told of it."""
