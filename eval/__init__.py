"""Measures retrieval and answers; see docs/measurements.md for what was measured so far."""
