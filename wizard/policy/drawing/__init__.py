"""A policy as a picture: what is drawn, worked out once, and the three ways of drawing it."""
