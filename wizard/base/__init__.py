"""What every room stands on: errors, strict readers, safe text, paths. Knows nothing about safeguarding."""
