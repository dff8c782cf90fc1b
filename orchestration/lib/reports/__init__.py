"""What people are shown of the warehouse, as text and as pages."""
