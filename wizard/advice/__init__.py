"""From a situation and a policy to advice. Pure: no files, no clock, no screen."""
