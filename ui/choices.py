"""What a person chooses of how answers are written, and where it is kept.

It is the person's, not the browser's: kept on the server by who is signed in, it holds after a
restart and in every browser, and whoever signs in next in the same one does not get it.
"""

import logging
import threading
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from assistant import Asking
from assistant.asking import Style
from assistant.languages import NAMES
from index.disk import write_whole

FILE = "choices.json"
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Choices:
    """What a person wants of every answer.

    Attributes:
        model: As in `Asking.model`.
        length: As in `Asking.style`.
        language: As in `Asking.language`.
    """

    model: str = ""
    length: Style = "full"
    language: str = ""

    def asking(self, how: Asking = Asking()) -> Asking:
        """Say how a question is asked, with these choices."""
        return replace(how, model=self.model, style=self.length, language=self.language)


class KeptChoices:
    """The choices of all people, in a file that any thread may use.

    Args:
        folder: Of the library, in which it stands.
    """

    def __init__(self, folder: Path) -> None:
        self._file = folder / FILE
        self._writing = threading.Lock()

    def of(self, person: str) -> Choices:
        """Give a person's choices; the default for what was never chosen or cannot be read.

        Args:
            person: A name, or "" where nobody has to sign in.
        """
        return _choices(self._all().get(person))

    def keep(self, person: str, choices: Choices) -> None:
        """Keep a person's choices in the place of those before.

        Raises:
            InputError: If they cannot be written.
        """
        with self._writing:
            kept = self._all() | {person: TypeAdapter(Choices).dump_python(choices)}
            if choices == Choices():
                del kept[person]
            write_whole(self._file, TypeAdapter(dict[str, Any]).dump_json(kept, indent=2).decode())
            # Whom there is, is nobody else's to read.
            self._file.chmod(0o600)

    def _all(self) -> dict[str, Any]:
        try:
            return TypeAdapter(dict[str, Any]).validate_json(self._file.read_bytes())
        except FileNotFoundError:
            return {}
        except (OSError, ValidationError):
            # Chosen anew in a moment; nobody should be kept from asking by it.
            _LOG.warning("%s cannot be read; everybody has the default", self._file, exc_info=True)
            return {}


def _choices(kept: Any) -> Choices:
    try:
        read = TypeAdapter(Choices).validate_python(kept or {})
    except ValidationError:
        return Choices()
    return read if read.language in ("", *NAMES) else replace(read, language="")
