"""Trusted documents: questions that the server knows, asked by `documentId` (GraphQL over HTTP, appendix Persisted Documents).

The id is `sha256:` and the SHA-256 of the file's text in lower-case hex. The files are read once, at the start.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from resolvers.questions import document_id
from schema.serving.errors import RequestError


class Documents:
    """The documents that are known; with `trusted_only` no others are answered."""

    def __init__(self, texts: Iterable[str] = (), trusted_only: bool = False) -> None:
        self._texts = {document_id(text): text for text in texts}
        self._trusted_only = trusted_only

    @classmethod
    def load(cls, *folders: Path, trusted_only: bool = False) -> Documents:
        """Every `.graphql` file of the folders (none where there is no folder)."""
        return cls((path.read_bytes().decode() for folder in folders for path in sorted(folder.glob("*.graphql"))), trusted_only)

    def query(self, parameters: Mapping[str, Any]) -> str:
        """The text that a request asks to run, or RequestError."""
        query, id_ = parameters.get("query"), parameters.get("documentId")
        if id_ is None:
            return self._free(query)
        if query is not None:
            raise RequestError("send either query or documentId", "BAD_REQUEST")
        if not isinstance(id_, str) or id_ not in self._texts:
            raise RequestError("there is no document of this documentId here", "DOCUMENT_NOT_FOUND")
        return self._texts[id_]

    def _free(self, query: Any) -> str:
        if self._trusted_only:
            raise RequestError("only known documents are answered here: send documentId", "DOCUMENT_REQUIRED")
        if not isinstance(query, str):
            raise RequestError("query is missing: send the GraphQL document as text, or a documentId", "BAD_REQUEST")
        return query
