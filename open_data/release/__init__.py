"""A release: dated files that never change, written beside and moved in whole."""
