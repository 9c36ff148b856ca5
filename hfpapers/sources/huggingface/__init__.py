"""Hugging Face's daily papers: the JSON of the API, and the site's page as the second way."""
