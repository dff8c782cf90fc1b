"""Forgetting people: who and what is theirs, taking it out everywhere, and keeping it out.

``subject`` finds what is a person's and ``learned`` which columns say so; ``keys`` hashes it with
a key that is kept apart from the database, and ``known`` says whom those hashes still name.
``points`` finds addresses and numbers in bytes, ``words`` those that are theirs. ``screen``
recognises records by those hashes, ``redact`` blanks them in a file (``parquet`` in one of
columns, ``cells`` in a record's columns), ``screening`` in one that arrives. ``forget`` does it
all in steps that may be done again: ``landed``, ``derived``, ``files`` and ``engine`` each in
their place; ``look`` proves it and ``certificate`` tells. ``retain`` keeps nothing longer than the
rules say.
"""
