"""Options that several commands share, and what they mean."""

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from index.errors import InputError

if TYPE_CHECKING:
    from assistant import Settings
    from assistant.asking import Style
    from index import Filters, Library
    from ui.owner_client import RunningOwner

LibraryOption = Annotated[
    Path | None,
    typer.Option(
        "--library", help="The library's folder.  [default: $DATELINE_LIBRARY, else user data]"
    ),
]
MapOption = Annotated[
    list[str] | None,
    typer.Option(
        "--map",
        metavar="FIELD=NAME,...",
        help="Names in data files, as text=body,published=date; repeatable.",
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")]
SinceOption = Annotated[
    str | None, typer.Option("--since", metavar="DATE", help="Published on or after this day.")
]
UntilOption = Annotated[
    str | None, typer.Option("--until", metavar="DATE", help="Published on or before this day.")
]
SourceOption = Annotated[
    list[str] | None, typer.Option("--source", metavar="NAME", help="Only this outlet; repeatable.")
]
AuthorOption = Annotated[
    list[str] | None, typer.Option("--author", metavar="NAME", help="Only this author; repeatable.")
]
LanguageOption = Annotated[
    list[str] | None,
    typer.Option("--language", metavar="CODE", help='Only in this one, as "en"; repeatable.'),
]
CollectionOption = Annotated[
    list[str] | None,
    typer.Option("--collection", metavar="NAME", help="Only this collection; repeatable."),
]
UndatedOption = Annotated[
    bool, typer.Option("--undated", help="Let undated articles pass --since and --until.")
]
DatesOption = Annotated[
    bool, typer.Option(help='Let dates in the question ("last week") limit or order the search.')
]
AsOfOption = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        metavar="DATE",
        help="As if it were the end of this day: nothing later, and nothing undated.",
    ),
]
StyleOption = Annotated[
    Literal["full", "short"],
    typer.Option("--style", help="Sentences, or the bare fact."),
]
# What the page calls the lengths of an answer, and what each means.
LENGTHS: "dict[Style, tuple[str, str]]" = {
    "short": ("Short fact", "The name, number, date or phrase alone, without a sentence."),
    "full": ("A few sentences", "One to three that answer the question, and no more."),
    "long": ("Longer", "Four to eight where the articles say so much; it takes more time."),
}
LengthOption = Annotated[
    Literal["short", "full", "long"],
    typer.Option(
        "--length",
        "--style",
        help="; ".join(f'"{name}": {label.lower()}' for name, (label, _) in LENGTHS.items()) + ".",
    ),
]
AnswerLanguageOption = Annotated[
    str | None,
    typer.Option(
        "--answer-language",
        metavar="NAME",
        help='The answer\'s language, as "German" or "de".  [default: that of the question]',
    ),
]
RerankerOption = Annotated[
    Path | None,
    typer.Option("--reranker", metavar="DIR", help="A cross-encoder to order the best passages."),
]
LlmOption = Annotated[
    str | None,
    typer.Option("--llm", help='"local" runs the model here, "none" answers with best sentences.'),
]
LlmUrlOption = Annotated[
    str | None, typer.Option("--llm-url", metavar="URL", help="Any OpenAI-compatible server.")
]
LlmModelOption = Annotated[
    str | None, typer.Option("--llm-model", metavar="NAME", help="The model's name there.")
]


def chosen_filters(
    library: "Library | RunningOwner",
    since: str | None,
    until: str | None,
    sources: list[str] | None,
    authors: list[str] | None,
    languages: list[str] | None = None,
    collections: list[str] | None = None,
    undated: bool = False,
    as_of: str | None = None,
) -> "Filters":
    """Make filters out of the options; raises `FilterError` for what fits nothing."""
    from index import filters

    chosen = library.filters(
        since=since,
        until=until,
        sources=sources or (),
        authors=authors or (),
        languages=languages or (),
        collections=collections or (),
        undated=undated,
    )
    return filters.as_of(chosen, chosen_day(as_of)) if as_of else chosen


def chosen_day(as_of: str | None) -> str:
    """Read --as-of into ISO 8601: "2024-03" is its last day; "" for none.

    Raises:
        FilterError: If it is no date.
    """
    from index import filters

    last = filters.day(as_of, 1, "--as-of")
    return f"{last // 10000:04}-{last // 100 % 100:02}-{last % 100:02}" if last else ""


def chosen_language(given: str | None) -> str:
    """Read --answer-language: a language's name or code into its code; "" for none.

    Raises:
        InputError: If it is none of those that an answer may be asked for in.
    """
    if given is None:
        return ""
    from assistant.languages import NAMES

    wanted = given.strip().casefold()
    for code, name in NAMES.items():
        if wanted in (code, name.casefold()):
            return code
    known = ", ".join(
        f"{name} ({code})" for code, name in sorted(NAMES.items(), key=lambda n: n[1])
    )
    raise InputError(f"--answer-language {given!r} is none of {known}")


def chosen_model(llm: str | None, llm_url: str | None, llm_model: str | None) -> str:
    """Give the model that a question asks for, as `Asking.model`; "" for that of the settings.

    With a server of its own in --llm-url, the settings hold the rest, too.
    """
    if llm_url:
        return ""
    return "none" if llm == "none" else llm_model or ""


def chosen_fields(maps: list[str] | None) -> dict[str, str]:
    """Read --map: article fields to the names they have in data files."""
    fields: dict[str, str] = {}
    # A comma parts two of them only before the next "field=": a column's name may hold commas.
    for pair in [pair for given in maps or () for pair in re.split(r",(?=\s*\w+\s*=)", given)]:
        field, equals, name = (part.strip() for part in pair.partition("="))
        if not (field and equals and name):
            raise InputError(f"--map {pair!r} is no FIELD=NAME, as in --map text=body")
        if fields.setdefault(field, name) != name:
            raise InputError(f"--map gives {field} two names: {fields[field]!r} and {name!r}")
    return fields


def chosen_settings(**given: Any) -> "Settings":
    """Read the settings: options go before `DATELINE_…`; a wrong one is named."""
    from pydantic import ValidationError

    from assistant import Settings

    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        first = error.errors()[0]
        name = "_".join(map(str, first["loc"]))
        option = f"--{name.replace('_', '-')} / DATELINE_{name.upper()}"
        raise InputError(f"{option} is {first['input']!r}: {first['msg']}") from error
