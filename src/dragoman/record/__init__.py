"""The store: documents, reports, judgements and corrections, append-only."""
