"""What is asked of the identity layer from outside the warehouse: how good it is, and why."""
