"""What stewards see and decide before a change to people is published."""
