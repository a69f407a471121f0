"""What the portal asks the API, as documents that it trusts: a portal is answered where nothing else is, too."""

from __future__ import annotations

from pathlib import Path

from resolvers.questions import document_id

FOLDER = Path(__file__).parent
IDS = {path.stem: document_id(path.read_bytes().decode()) for path in FOLDER.glob("*.graphql")}
"""What each document is asked by, under the name of its file."""
