"""One vendor OS per file (or folder, when it outgrows 300 lines), found by its name. Each defines `DIALECT`."""
