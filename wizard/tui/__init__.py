"""The terminal application. Shows what the other rooms decide; decides nothing."""

import os

# Textual reads this as it is imported: how long it waits for the rest of a key sequence after Escape, in
# milliseconds. Its own 100 makes Escape feel slow. Whoever has set it keeps it.
os.environ.setdefault("ESCDELAY", "25")
