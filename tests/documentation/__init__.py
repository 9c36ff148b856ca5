"""Tests that the documents are true: what can be made from the code is, and the rest is compared with it."""
