"""What people do, once: answer, record an attempt, make a document. Puts the rooms together."""
