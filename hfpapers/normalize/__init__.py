"""Records in, changes out: what a source said becomes what will be stored. One place, no database.

`text` and `latex` clean text, `links` cleans addresses; `huggingface` and `arxiv` put a change
together. Which source wins for a field is not decided here but in `hfpapers.model.precedence`.
"""
