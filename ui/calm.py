"""What went wrong, in words for the page: one line, and never a stack trace."""

import logging

from index.errors import DatelineError, UnknownArticle

_LOG = logging.getLogger(__name__)
BROKEN = "Something went wrong here; the server's log says what. Nothing that is stored is lost."
GONE = "This article is not in the library any more; somebody has removed it."


def in_words(error: Exception) -> str:
    """Say what went wrong, as plain text; what nobody expected goes to the log."""
    if isinstance(error, UnknownArticle):
        return GONE
    if isinstance(error, DatelineError):
        text = str(error)
        return text[:1].upper() + text[1:]
    _LOG.error("a part of the page failed", exc_info=error)
    return BROKEN
