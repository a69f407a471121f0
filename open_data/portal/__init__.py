"""The public site: Datasette on the files of a release, with our templates and pages; it knows no database.

Begin at `application` (one ASGI application, whatever release is current) → `site` (what one release shows) → `plugin`
(how Datasette learns of our pages and words) → `pages/` (one file a subject) → `templates/`.
"""
