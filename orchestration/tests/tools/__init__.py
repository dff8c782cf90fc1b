"""Tools that come and go, without a warehouse where one isn't needed."""
