"""The vocabulary of the project: plain frozen values, the standard library only.

- `ids`, `periods`: arXiv identifiers and spans of days.
- `fetched`: one response as it was served.
- `records`: what a source said. `changes`: what will be stored. `views`: what is read back.
- `coverage`: the state of a day. `issues`: what was odd.
"""
