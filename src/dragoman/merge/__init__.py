"""Reports become Judgements: which of them are about one event."""
