"""Closed lists of codes with their Chinese labels, one file per database; each list says where it comes from."""
