"""What the words mean: frozen dataclasses, no input or output."""
