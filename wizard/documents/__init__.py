"""A template and a case make a document: Markdown or plain text."""
