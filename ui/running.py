"""What runs here, as facts for people: the models, the library, the program, and who asks.

Nobody is told a key or what is secret in an address. Paths and addresses are this machine's own
matter: only who sits at it, and need not sign in, is told those.
"""

import os
import platform
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from assistant import Assistant, Settings
from assistant.llm import without_secrets
from index.weights import EMBEDDING_MODEL, LANGUAGE_MODEL
from ui.cli_system import STACK
from ui.render import escape
from ui.wording import counted


@dataclass(frozen=True)
class Viewer:
    """Who looks.

    Attributes:
        name: Signed in under it; "" where nobody has to sign in.
        here: Whether they sit at this machine, and it is theirs.
    """

    name: str = ""
    here: bool = False


@dataclass(frozen=True)
class Fact:
    """One thing that is known, and in one line what it means.

    Attributes:
        name: What it is about.
        told: What is known.
        means: What that is good for; "" where the name says it.
    """

    name: str
    told: str
    means: str = ""


def language_model(settings: Settings) -> str:
    """Name the model of the settings; "" for none."""
    if settings.llm_url:
        return settings.llm_model
    if settings.llm == "none":
        return ""
    return (settings.llm_file or LANGUAGE_MODEL.path).stem


def facts(assistant: Assistant, viewer: Viewer) -> dict[str, list[Fact]]:
    """Give all facts, by what they are about."""
    return {
        "Language model": list(_language_model(assistant.settings, viewer)),
        "Search": list(_search(assistant, viewer)),
        "Library": list(_library(assistant, viewer)),
        "Program": list(_program(viewer)),
    }


def page(about: dict[str, list[Fact]]) -> str:
    """Write facts as the page shows them."""
    return "\n\n".join(_part(heading, some) for heading, some in about.items())


def _part(heading: str, some: list[Fact]) -> str:
    rows = "".join(
        f"<div><dt>{escape(fact.name)}</dt><dd>{escape(fact.told)}"
        f"{f'<small>{escape(fact.means)}</small>' if fact.means else ''}</dd></div>"
        for fact in some
    )
    return f'<section class="facts"><h3>{escape(heading)}</h3><dl>{rows}</dl></section>'


def _language_model(settings: Settings, viewer: Viewer) -> Iterator[Fact]:
    name = language_model(settings)
    if not name:
        yield Fact("Model", "none", "Answers are the best sentences of the articles, as they are.")
        return
    yield Fact("Model", name, "Reads what was found, and writes the answer.")
    if settings.llm_url:
        where = f" at {without_secrets(settings.llm_url)}" if viewer.here else ""
        yield Fact("Runs", f"on a server{where}", "Threads and context are that server's matter.")
    else:
        file = settings.llm_file or LANGUAGE_MODEL.path
        size = megabytes(file.stat().st_size) if file.is_file() else "missing"
        shown = str(file) if viewer.here else file.name
        yield Fact("File", f"{shown} ({size})", "It runs on this machine, and nothing leaves it.")
        threads = f"{settings.llm_threads} of {counted(os.cpu_count() or 1, 'core')}"
        yield Fact("Threads", threads, "How much of the processor it may take while it writes.")
        context = f"{settings.llm_context:,} tokens"
        yield Fact("Context", context, "What it can hold at once; a token is about ¾ of a word.")
    windows = f"{settings.evidence_tokens} tokens, up to {counted(settings.windows, 'time')}"
    yield Fact("Reads", windows, "It reads on only where what it read held no answer.")
    most = f"at most {settings.answer_tokens} tokens"
    yield Fact("Writes", most, "A short fact gets half of them, a longer answer twice as many.")


def _search(assistant: Assistant, viewer: Viewer) -> Iterator[Fact]:
    library, reranker = assistant.library, assistant.settings.reranker
    name = library.fingerprint
    if name.startswith(f"{EMBEDDING_MODEL.name}:"):
        name = f"{EMBEDDING_MODEL.name} ({megabytes(EMBEDDING_MODEL.size)})"
    elif not viewer.here:
        # Another model may be named by the folder that it lies in.
        name = name.rpartition("/")[2]
    yield Fact("Embedding model", name, "Finds passages by what they mean, beside their words.")
    if reranker is not None:
        shown = str(reranker) if viewer.here else reranker.name
        yield Fact("Reranker", shown, "Orders the best passages anew.")
    yield Fact("Passages", f"{assistant.settings.top_k} a question", "Found and shown beside it.")


def _library(assistant: Assistant, viewer: Viewer) -> Iterator[Fact]:
    library = assistant.library
    held = library.counts()
    yield Fact("Name", library.folder.name)
    if viewer.here:
        yield Fact("Folder", str(library.folder))
    yield Fact(
        "Holds",
        f"{counted(held.articles, 'article')}, {counted(held.passages, 'passage')}",
        "A passage is a few sentences of an article: what is found and cited.",
    )
    yield Fact("On disk", megabytes(_size(library.folder)), "Texts, indexes and conversations.")


def _program(viewer: Viewer) -> Iterator[Fact]:
    yield Fact("Dateline", version("dateline-qa"))
    yield Fact("Python", platform.python_version())
    yield Fact("Packages", ", ".join(f"{name} {version(name)}" for name in STACK))
    yield Fact("Signed in", viewer.name or "nobody has to")


def _size(folder: Path) -> int:
    """Add up a folder's files, in bytes; what goes away meanwhile counts nothing."""
    total = 0
    for path, _, names in os.walk(folder):
        for name in names:
            try:
                total += Path(path, name).lstat().st_size
            except OSError:
                continue
    return total


def megabytes(size: int) -> str:
    """Write a number of bytes as people do: "0.4 MB", "1,117 MB"."""
    return f"{size / 1e6:,.1f} MB" if size < 10e6 else f"{size / 1e6:,.0f} MB"
