"""Other formats of question sets -> ours, by the format's name or by what a file looks like."""

from collections.abc import Callable, Iterable
from pathlib import Path

from eval.import_beir import beir
from eval.import_csv import table
from eval.import_files import Entry, records
from eval.import_qa import CORPUS, multihop, natural_questions, realtime, squad
from eval.importing import How, Imported
from index.errors import InputError

# Name to reader and how it is recognised, for people.
FORMATS: dict[str, tuple[Callable[[Path, How], Imported], str]] = {
    "squad": (squad, 'one JSON document with "data"'),
    "beir": (beir, "a folder with corpus.jsonl, queries.jsonl and qrels/"),
    "nq": (natural_questions, 'JSON lines or a list with "question" and "ctxs"'),
    "multihop-rag": (multihop, f'JSON with "query" and "evidence_list", or its folder ({CORPUS})'),
    "realtimeqa": (
        realtime,
        'JSON lines with "question_sentence", or "choices", "asked" and "retrieved"',
    ),
    "csv": (table, "a .csv or .tsv file"),
}


def import_set(source: Path | str, format_name: str = "", how: How = How()) -> Imported:
    """Read a question set of another format, whole.

    Args:
        source: A file or folder.
        format_name: One of `FORMATS`; "" to recognise it.
        how: What else is chosen.

    Raises:
        InputError: If the format is unknown or not recognised, or something is wrong in the set;
            the text names file and line, row or entry.
    """
    path = Path(source)
    if not path.exists():
        raise InputError(f"nothing to import: no {path}")
    if format_name and format_name not in FORMATS:
        raise InputError(f"no format {format_name!r}; there are {_listed(FORMATS)}")
    name = format_name or recognised(path)
    for option, given, of in (("--split", how.split, "beir"), ("--map", how.mapping, "csv")):
        if given and name != of:
            raise InputError(f"{option} is for {of}, and {path} is read as {name}")
    reader, _ = FORMATS[name]
    return reader(path, how)


def recognised(path: Path) -> str:
    """Tell which format a file or folder has.

    Raises:
        InputError: If none is recognised; the text says what was found and what there is.
    """
    if path.is_dir():
        if (path / "corpus.jsonl").is_file() or (path / "queries.jsonl").is_file():
            return "beir"
        if (path / CORPUS).is_file():
            return "multihop-rag"
        names = sorted(one.name for one in path.iterdir())
        raise _unknown(path, f"a folder with {_listed(names[:8]) or 'nothing in it'}")
    if path.suffix.lower() in (".csv", ".tsv"):
        return "csv"
    first = next(records(path), None)
    if first is None:
        raise _unknown(path, "an empty list")
    return _by_names(first) or _stranger(path, first)


def _by_names(first: Entry) -> str:
    names = set(first.value)
    if isinstance(first.value.get("data"), list):
        return "squad"
    if {"question", "ctxs"} <= names:
        return "nq"
    if {"query", "evidence_list"} <= names:
        return "multihop-rag"
    # Our own sets may have choices and days too, but nothing that was retrieved.
    if "question_sentence" in names or {"question", "choices", "asked", "retrieved"} <= names:
        return "realtimeqa"
    return ""


def _stranger(path: Path, first: Entry) -> str:
    shown = _listed(list(first.value)[:12]) or "nothing in it"
    raise _unknown(path, f"JSON whose first entry has {shown}")


def _unknown(path: Path, found: str) -> InputError:
    forms = "; ".join(f"{name}: {seen}" for name, (_, seen) in FORMATS.items())
    return InputError(
        f"{path} has no format that is recognised (found {found}). Name it with --format: {forms}. "
        "A question set of Dateline's own needs no import"
    )


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names)
