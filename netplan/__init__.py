"""The engines: the graph, the checks and the planner."""
