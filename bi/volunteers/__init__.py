"""The volunteers' own page: what they did, what they allow, and their package to take along."""
