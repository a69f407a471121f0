"""What the public gets: catalogue, extract, anonymise, gate, release, portal."""
