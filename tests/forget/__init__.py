"""Taking papers and people down: pure redaction, rows, and whole archives."""
