"""How words find things: documents, queries, two engines, matching."""
