"""Tools that come and go: a new one's skeleton, one's retirement, what an unknown export holds."""
