"""The archive of record of Hugging Face Daily Papers.

Nothing is imported here, so that `import hfpapers` costs nothing.
"""

__version__ = "0.1.0"

#: Where the project lives. It stands in the User-Agent of every request, so that an operator can reach us.
PROJECT_URL = "https://github.com/hfpapers/hfpapers"
