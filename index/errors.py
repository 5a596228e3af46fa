"""The errors Dateline raises, all of them.

DatelineError                 anything a person can be told in one message
├── InputError                what was asked for cannot be done as asked (exit status 2)
│   ├── UnreadableArticle     a file, page or record without a readable article
│   ├── UnknownArticle        no article with this id in the library
│   ├── UnknownConversation   no conversation or answer with this id that is the asker's own
│   └── FilterError           a filter that names no date, source or author of the library
├── LibraryError              the library cannot be used as it is (exit status 1)
│   ├── LibraryNotFound       no library in this folder
│   ├── LibraryHeld           another process owns the library
│   ├── LibraryMismatch       made by another embedding model or another version of Dateline
│   └── LibraryDamaged        vectors or keyword index cannot be used; both can be made again
├── ModelError                a model cannot be used (exit status 1)
│   ├── WeightsMissing        a model file is absent or not the one expected
│   └── ModelUnavailable      the language model's server does not answer as it should
└── DiskFull                  no room left to write (exit status 1)

Every message says what was found, what was expected, and the command that mends it. Catch
`DatelineError` to show one line to a person; anything else is a bug of ours.
"""


class DatelineError(Exception):
    """Base of the tree; its text is meant for people."""

    exit_status = 1


class InputError(DatelineError):
    """What was asked for cannot be done as asked."""

    exit_status = 2


class UnreadableArticle(InputError):
    """A file, page or record without a readable article."""


class UnknownArticle(InputError):
    """No article with this id in the library."""


class UnknownConversation(InputError):
    """No conversation or answer with this id that is the asker's own."""


class FilterError(InputError):
    """A filter that names no date, source or author of the library."""


class LibraryError(DatelineError):
    """The library cannot be used as it is."""


class LibraryNotFound(LibraryError):
    """No library in this folder."""

    exit_status = 2


class LibraryHeld(LibraryError):
    """Another process owns the library."""


class LibraryMismatch(LibraryError):
    """The library was made by another embedding model or another version of Dateline."""


class LibraryDamaged(LibraryError):
    """The vectors or the keyword index cannot be used; `dateline doctor --repair` makes them."""


class ModelError(DatelineError):
    """A model cannot be used."""


class WeightsMissing(ModelError):
    """A model file is absent or not the one expected."""


class ModelUnavailable(ModelError):
    """The language model's server does not answer as it should."""


class DiskFull(DatelineError):
    """No room left to write."""
