"""Cases as sequences of events that are only ever added to, kept safe on disk."""
