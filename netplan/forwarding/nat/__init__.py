"""Network address translation in the data plane: what rules rewrite, in which order, and how answers come back."""
