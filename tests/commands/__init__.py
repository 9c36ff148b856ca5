"""Tests of the command line: words in, text, files and exit codes out."""
