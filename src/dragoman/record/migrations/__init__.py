"""How older records become current ones; run by `Store.open`, one migration a file in `versions`."""
