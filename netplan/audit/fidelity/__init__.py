"""How well the model is what the devices do: observed tables against those that the engine computes from the configs."""
