"""Events become answers."""
