"""Where things lie: the names of a release's files, and of the folders in the home of releases. It imports nothing, so that whoever only
reads a release need not load what makes one."""

CANDIDATES, CURRENT, FRESH = "candidates", "current", "needs"
"""Folders of the home: what waits for approval, what is in force; needs of each release as they were published anew."""
DATA, DATABASE, ARCHIVE, PACKAGE, SEARCH = "data", "sunshine.db", "sunshine.zip", "datapackage.json", "search.db"
CATALOGUE, DATASET, CROISSANT = "catalogue.jsonld", "dataset.jsonld", "croissant.json"
PRIVACY, CHANGES, CHECKPOINTS = "privacy.json", "changes.json", "checkpoints.json"
SUMS, SIGNATURE, PUBLIC_KEY = "SHA256SUMS", "SHA256SUMS.sig", "publisher.pem"
LIST, FEED, TOMBSTONE = "releases.json", "feed.xml", "withdrawn.json"
