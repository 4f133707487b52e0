"""What changed between two networks, in words and with a direction."""
