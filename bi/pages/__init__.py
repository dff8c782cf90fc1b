"""Pages of one file each, to be mailed or printed: no script, nothing from elsewhere."""
