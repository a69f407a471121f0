"""WHAT THE PUBLIC GETS: datasets that cannot leak, a release of files, and the portal that shows it.

The road of a publication, one station a file: `catalogue` (what is published) → `extract` (read as the publisher, who can
read no direct identifier) → `contents` and `anonymise` (tables as the public may have them) → `gate` (what must not leave
is found) → `release` (files, moved in whole) → `portal` (Datasette on these files, without any database).
"""
