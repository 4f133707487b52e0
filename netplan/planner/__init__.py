"""New address plan, steps, their order and waves."""
