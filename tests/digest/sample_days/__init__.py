"""Digests of the sample days, as they are read: from the sample archive, with answers written by hand and without."""
