"""Data files made into checked objects, loaded once."""
