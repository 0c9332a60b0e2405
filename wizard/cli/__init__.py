"""The commands. Thin: arguments in, lines and exit codes out."""
