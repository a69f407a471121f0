"""An error that answers a request as a whole: a code for programs, a text for people, numbers where there are any."""

from __future__ import annotations


class RequestError(Exception):
    """The request is answered with an error and no data; `details` stand beside the code in `extensions`."""

    def __init__(self, message: str, code: str, status: int = 400, **details: int) -> None:
        super().__init__(message)
        self.code, self.status, self.details = code, status, details
