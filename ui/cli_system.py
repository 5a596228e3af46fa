"""`dateline models` and `dateline doctor`: is what the rest stands on in order?"""

import json
import os
import platform
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from index.errors import DatelineError
from ui.options import JsonOption, LibraryOption

if TYPE_CHECKING:
    from index import Library
    from index.report import Counts

models = typer.Typer(
    help="The default models: where from, size, licence, SHA-256, state.",
    invoke_without_command=True,
)

# One import of each library that the road stands on, with the version that it has.
STACK = ("llama-index-core", "chromadb", "sentence-transformers", "torch", "gradio", "xllamacpp")


@models.callback()
def _default(context: typer.Context) -> None:
    if context.invoked_subcommand is None:
        list_models()


@models.command(name="list")
def list_models(as_json: JsonOption = False) -> None:
    """List the default models and their state."""
    from index import weights

    rows: list[dict[str, Any]] = [
        {
            "name": model.name,
            "use": model.use,
            "state": weights.state(model),
            "bytes": model.size,
            "licence": model.licence,
            "sha256": model.sha256,
            "file": str(model.path),
            "sources": [f"wheels in index/wheels/{model.wheels}", f"hub {model.hub[0]}"],
        }
        for model in weights.DEFAULTS
    ]
    if as_json:
        print(json.dumps(rows, indent=2))
        return
    for row in rows:
        print(f"{row['name']}  ({row['use']}; {row['licence']}; {model_size(row['bytes'])})")
        print(f"  state   {row['state']}")
        print(f"  file    {row['file']}")
        print(f"  sha256  {row['sha256']}")
        print(f"  from    {', then '.join(row['sources'])}")
    print(
        "Another model: DATELINE_LLM_FILE=FILE.gguf for the local one, "
        "or --llm-url for any OpenAI-compatible server."
    )


def model_size(size: object) -> str:
    """Write a number of bytes as people do."""
    return f"{float(str(size)) / 1e6:,.0f} MB"


@models.command()
def pull(
    given: Annotated[
        Path | None,
        typer.Option("--from", metavar="FILE", help="A model file or folder that you have."),
    ] = None,
) -> None:
    """Fetch what is missing or damaged; what was cut short is taken up again."""
    from index import weights
    from ui import terminal

    wanted = [model for model in weights.DEFAULTS if weights.state(model) != "ready"]
    if given is not None:
        if not given.exists():
            raise typer.BadParameter(f"no such file: {given}", param_hint="--from")
        embedding = given.is_dir() or given.suffix == ".safetensors"
        wanted = [weights.EMBEDDING_MODEL if embedding else weights.LANGUAGE_MODEL]
        given = given.parent if given.suffix == ".safetensors" else given
    for model in wanted:
        with terminal.bytes_progress(model.name) as on_progress:
            weights.pull(model, given, on_progress)
    for model in weights.DEFAULTS:
        print(f"{weights.state(model)}  {model.name}")


@models.command()
def check() -> None:
    """Compare every model file with its SHA-256."""
    from index import weights

    wrong = 0
    for model in weights.DEFAULTS:
        state = weights.check(model)
        wrong += state != "ready"
        print(f"{state}  {model.name}  {model.path}")
    if wrong:
        print("`dateline models pull` fetches what is missing or damaged")
        raise typer.Exit(1)


@dataclass(frozen=True)
class Finding:
    """One line of the doctor's report: what was looked at, whether it is in order, and what is."""

    subject: str
    sound: bool
    found: str


def doctor(
    library: LibraryOption = None,
    repair: Annotated[bool, typer.Option("--repair", help="Mend what can be mended.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Is everything in order: versions, models, library, disk, memory, threads?"""
    findings = [*_machine(), *_models(), _library(library, repair)]
    if as_json:
        print(json.dumps([vars(finding) for finding in findings], indent=2))
    else:
        for finding in findings:
            print(f"{'ok ' if finding.sound else 'BAD'}  {finding.subject:<10} {finding.found}")
    if not all(finding.sound for finding in findings):
        raise typer.Exit(1)


def _machine() -> list[Finding]:
    from importlib.metadata import version

    from index.weights import models_folder

    folder = models_folder()
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    threads = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    findings = [
        Finding(
            "versions",
            True,
            f"dateline {version('dateline-qa')}, Python {platform.python_version()}, "
            + ", ".join(f"{name} {version(name)}" for name in STACK),
        ),
        Finding("disk", free > 2e9, f"{free / 1e9:.1f} GB free in {folder} (2 GB are wanted)"),
        Finding("threads", True, f"{threads} for the language model (DATELINE_LLM_THREADS)"),
    ]
    if hasattr(os, "sysconf") and "SC_AVPHYS_PAGES" in os.sysconf_names:
        memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
        findings.append(Finding("memory", memory > 4e9, f"{memory / 1e9:.1f} GB (4 GB are wanted)"))
    return findings


def _models() -> list[Finding]:
    from index import weights

    findings = []
    for model in weights.DEFAULTS:
        state = weights.check(model)
        cure = "" if state == "ready" else "; `dateline models pull` fetches it"
        findings.append(Finding("model", state == "ready", f"{model.name} is {state}{cure}"))
    return findings


def _library(folder: Path | None, repair: bool) -> Finding:
    from index import Library
    from index.errors import LibraryDamaged, LibraryHeld
    from ui import owner_client

    try:
        with Library.open(folder, create=False, repair=repair) as library:
            mended = _mended(library) if repair else 0
            problems = library.check()
            try:
                found = _counted(library.folder, library.counts())
            except LibraryDamaged:
                found = str(library.folder)
    except LibraryHeld as error:
        owner = None if repair else owner_client.reach(folder)
        if owner is None:
            return Finding("library", False, str(error))
        with owner:
            counts, problems = owner.examined()
        found, mended = f"{_counted(owner.folder, counts)}, told by {owner.who.command}", 0
    except DatelineError as error:
        return Finding("library", False, str(error))
    if mended:
        found += f", {mended} articles mended"
    if problems:
        found += f"; {'; '.join(problems)}; `dateline doctor --repair` mends this"
    return Finding("library", not problems, found)


def _counted(folder: Path, counts: "Counts") -> str:
    return f"{folder}: {counts.articles} articles, {counts.passages} passages"


def _mended(library: "Library") -> int:
    """Mend, and say first what; a rebuilding embeds every passage anew, which takes its time."""
    from ui import progress, terminal

    for problem in library.check():
        terminal.err.print(f"mending: {problem}", markup=False, soft_wrap=True)
    return sum(1 for _ in progress.of_mending(library.repair()))
