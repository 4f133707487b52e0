"""Routing policies: what a list of terms does with one route."""
