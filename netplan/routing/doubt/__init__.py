"""What routers outside the snapshot, and lines outside the model, may put into the tables of others."""
