"""Landing: files become rows, byte for byte accounted for, once, in any order, whatever dies."""
