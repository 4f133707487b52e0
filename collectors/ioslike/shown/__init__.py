"""The tables that the IOS-like systems print."""
