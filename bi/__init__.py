"""What people look at: the dashboards, and the page on which stewards decide."""
