"""Reading again what was kept: all of it, what a dead process left, and what is not needed any more."""
