"""Thin surfaces that hold a Desk and render."""
