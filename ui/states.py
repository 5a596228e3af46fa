"""What goes on with the server, for the bar at the top of the page: is it as it should be?

The page asks when it is opened, again and again while the models load, and after a request failed
(ui/assets/states.js). Who has to sign in and has not is refused by the guard like everywhere.
"""

import logging
import secrets

import fastapi
from pydantic import BaseModel, ConfigDict

from assistant import Assistant
from index.errors import DatelineError
from ui import calm, terminal

PATH = "/state"
_LOG = logging.getLogger(__name__)


class State(BaseModel):
    """How it stands with the server.

    Attributes:
        run: Another one after every start; a page of another run has to be loaded again.
        person: Who asks: a name, or "" for the owner.
        text: What people should know, with commands in backticks; "" if all is well.
        passing: Whether that ends by itself in a while.
    """

    model_config = ConfigDict(frozen=True)

    run: str
    person: str
    text: str = ""
    passing: bool = False


class States:
    """Loads the models beside everything else, and knows how it stands.

    Args:
        assistant: Whose models.
    """

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self._run = secrets.token_hex(8)
        self._preparing = False

    async def prepare(self) -> None:
        """Load the models; what fails is told on the terminal and in the page, and ends nothing."""
        self._preparing = True
        terminal.err.print("The models are loading; the page can be used meanwhile …")
        try:
            await self._assistant.prepare()
        except DatelineError as error:
            terminal.complain(f"{error}; until then, answers are the best sentences")
        except Exception:
            _LOG.exception("the models cannot be loaded")
        else:
            terminal.err.print("The models are loaded.")
        finally:
            self._preparing = False

    def now(self, person: str) -> State:
        """Say how it stands for one person."""
        text, passing = self._known()
        return State(run=self._run, person=person, text=text, passing=passing)

    def _known(self) -> tuple[str, bool]:
        library, running = self._assistant.library, self._assistant.running
        if not (library.folder / "catalogue.sqlite").exists():
            return calm.library_gone(library.folder), False
        if running.loading:
            return f"The model is loading ({running.name}). {_MEANWHILE}", True
        if self._preparing:
            return f"The search is being made ready. {_MEANWHILE}", True
        if running.failure is not None:
            known = isinstance(running.failure, DatelineError)
            return calm.stands_in(running.failure) if known else calm.BROKEN, False
        return "", False

    def router(self) -> fastapi.APIRouter:
        """Make the address that the page asks, behind the `Guard`."""
        pages = fastapi.APIRouter()

        @pages.get(PATH)
        def now(request: fastapi.Request) -> State:
            return self.now(request.state.user or "")

        return pages


_MEANWHILE = "The library can be read meanwhile; a question is answered as soon as it is there."
