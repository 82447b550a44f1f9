"""Claims -> triples, the store, joining of events, inference, checks, dump. Knows no text."""
