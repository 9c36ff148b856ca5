"""The tables, a module a family: `schema` is all of them, and what only reads imports those that it reads.

`base` has what they share. A key of another family is named as text, so no family imports another.
"""
