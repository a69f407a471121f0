"""Failures that a person can act on: their text says how, and the command line prints it instead of a traceback."""

WRONG, UNAVAILABLE = 1, 3


class FailureError(Exception):
    """A database, a key or a setting is missing or refuses."""

    exit_code = UNAVAILABLE


class WrongDataError(FailureError):
    """The input or the stored data is wrong; the text says where."""

    exit_code = WRONG
