"""The command line: each command gathers, calls one function of the engine, and shows one result."""
