"""The volunteers' own page: the links that open it, and what the database answers by them."""
