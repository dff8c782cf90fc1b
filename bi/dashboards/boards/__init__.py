"""One board a module: it asks its questions and says what they were answered."""
