"""arXiv's search API."""
