"""One writer per tool: its catalog, its neighbourhoods' shared rows, and each person's rows."""
