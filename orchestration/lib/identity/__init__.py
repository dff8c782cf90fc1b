"""What is asked of the identity layer from outside the warehouse, one package a question."""
