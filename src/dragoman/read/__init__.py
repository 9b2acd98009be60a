"""The outside world becomes Documents."""
