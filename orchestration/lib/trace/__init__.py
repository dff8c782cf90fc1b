"""From a number in a mart to the rows, files, bytes and tools' own ids behind it."""
