"""Lines that are known but not read: ignored on purpose, outside the model, or holding a secret."""
