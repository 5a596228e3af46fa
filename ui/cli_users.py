"""`dateline users`: who may sign in to a library's page.

Where there is any user, everybody has to sign in; `dateline chat --host` beyond this machine needs
one. What is changed here counts at once, also for a chat that runs.
"""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from index.errors import InputError
from ui.options import JsonOption, LibraryOption

if TYPE_CHECKING:
    from ui.history import History
    from ui.users import Users

app = typer.Typer(help="Who may sign in to the web chat; without users, nobody has to.")
NameArgument = Annotated[str, typer.Argument(metavar="NAME", show_default=False)]


@app.callback(invoke_without_command=True)
def _default(context: typer.Context) -> None:
    if context.invoked_subcommand is None:
        list_users()


@app.command()
def add(
    name: NameArgument,
    library: LibraryOption = None,
    own: Annotated[
        bool,
        typer.Option(
            "--own-library", help="Give the user an empty library of their own instead of this one."
        ),
    ] = False,
) -> None:
    """Add a user; the password is asked for, or read from standard input."""
    users = _users(library)
    user = users.add(name, _password(), own)
    print(f"added {user.name}: from now on everybody has to sign in to the chat")
    if own:
        print(f"{user.name}'s library is {users.library_of(user.name)}")


@app.command(name="list")
def list_users(library: LibraryOption = None, as_json: JsonOption = False) -> None:
    """List the users, and since when they are."""
    users = _users(library).all()
    if as_json:
        print(json.dumps([asdict(user) for user in users], indent=2))
        return
    for user in users:
        print(f"{user.added}  {user.name}{'  (own library)' if user.own_library else ''}")
    if not users:
        print("no users: whoever is at this machine uses the chat without signing in")


@app.command()
def remove(
    name: NameArgument,
    library: LibraryOption = None,
    keep: Annotated[
        bool,
        typer.Option(
            "--keep-conversations",
            help="Keep the user's conversations, for whoever is added under the name later.",
        ),
    ] = False,
    yes: Annotated[
        bool, typer.Option("--yes", help="Do not ask before deleting conversations.")
    ] = False,
) -> None:
    """Remove a user, with all conversations; who is signed in under the name no longer is."""
    from ui.choices import Choices, KeptChoices
    from ui.users import named
    from ui.wording import counted

    users = _users(library)
    users.require(name)
    folder = users.library_of(name)
    with _history(folder) as history:
        kept = history.count(named(name)) if history else 0
        going = 0 if keep else kept
        if going and not yes and sys.stdin.isatty():
            typer.confirm(f"delete {name} with {counted(going, 'conversation')}?", abort=True)
        users.remove(name)
        if history and going:
            history.forget(named(name))
    if folder.exists():
        KeptChoices(folder).keep(named(name), Choices())
    print(f"removed {name}" + (f" and {counted(going, 'conversation')}" if going else ""))
    if folder != users.file.parent and folder.exists():
        print(f"the articles of their library are left in {folder}; delete it if nobody wants them")
    if not users.any():
        print("no users are left: a chat on this machine now asks nobody to sign in")


@app.command()
def password(name: NameArgument, library: LibraryOption = None) -> None:
    """Change a user's password; who is signed in under the name no longer is."""
    users = _users(library)
    users.require(name)
    users.change(name, _password())
    print(f"changed the password of {name}")


@contextmanager
def _history(folder: Path) -> Iterator["History | None"]:
    from ui.history import FILE, History

    if not (folder / FILE).is_file():
        yield None
        return
    with History.open(folder / FILE) as history:
        yield history


def _users(library: Path | None) -> "Users":
    from index.folders import prepared
    from ui.users import Users

    return Users(prepared(library, create=False))


def _password() -> str:
    """Ask for a password twice, unseen; where nobody sits at a terminal, read one line."""
    if not sys.stdin.isatty():
        given = sys.stdin.readline().rstrip("\r\n")
        if not given:
            raise InputError("no password on standard input; write it there as one line")
        return given
    import getpass

    from ui.passwords import FEWEST_CHARACTERS

    given = getpass.getpass(f"Password (at least {FEWEST_CHARACTERS} characters): ")
    if given != getpass.getpass("The same again: "):
        raise InputError("the two passwords differ; nothing was changed")
    return given
