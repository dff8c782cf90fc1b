"""The page on which stewards look at two records side by side and decide."""
