"""What Kith holds of a person, for that person: by identifiers that were verified, and no others.

``verify`` decides which records are shown to be theirs, ``records`` reads these, ``opaque`` takes
everybody else out of them, ``answer`` writes it down and notes that it was given.
"""
