"""Benchmarks: speed and memory, measured on data that is not part of the project."""
