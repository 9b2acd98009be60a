"""Measures what is read against marked documents; `python -m dragoman.evaluate --marked FOLDER` runs it all."""
