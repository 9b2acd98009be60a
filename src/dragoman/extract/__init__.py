"""A Document becomes Reports."""
