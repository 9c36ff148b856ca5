"""Digests: view rows in, one `Digest` out (`build`), and from it text in every format (`render`).

Pure: no clock, no database, no network, no files but the package's own templates. The same
rows and options give the same bytes.
"""
