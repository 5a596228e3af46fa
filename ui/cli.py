"""The `dateline` command.

Everything heavy is imported inside the commands: `dateline --help` answers in a fraction of a
second. Exit status: 0 done (or answered), 1 failed, 2 wrong input, 3 no answer in the library.
"""

import signal
import sys
from pathlib import Path
from typing import Annotated

import typer

from index.errors import DatelineError, InputError
from ui import cli_articles, cli_eval, cli_evaluation, cli_replay, cli_search, cli_system, cli_users
from ui.options import (
    AnswerLanguageOption,
    AsOfOption,
    AuthorOption,
    CollectionOption,
    DatesOption,
    JsonOption,
    LanguageOption,
    LengthOption,
    LibraryOption,
    LlmModelOption,
    LlmOption,
    LlmUrlOption,
    MapOption,
    RerankerOption,
    SinceOption,
    SourceOption,
    UndatedOption,
    UntilOption,
    chosen_day,
    chosen_fields,
    chosen_filters,
    chosen_language,
    chosen_model,
    chosen_settings,
)

app = typer.Typer(
    name="dateline",
    help="Ask a library of articles; every sentence of an answer carries its source and date.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.add_typer(cli_system.models, name="models")
app.add_typer(cli_eval.app, name="eval")
app.add_typer(cli_users.app, name="users")
app.command(name="list")(cli_articles.list_articles)
app.command()(cli_articles.show)
app.command()(cli_articles.remove)
app.command()(cli_search.search)
app.command(name="why-not")(cli_search.why_not)
app.command()(cli_evaluation.calibrate)
app.command()(cli_system.doctor)
app.command()(cli_replay.replay)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        print(f"dateline {version('dateline-qa')}")
        raise typer.Exit


@app.callback()
def _options(
    _version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    pass


@app.command()
def add(
    what: Annotated[list[str], typer.Argument(metavar="PATH|URL|-...", show_default=False)],
    library: LibraryOption = None,
    allow_private: Annotated[
        bool, typer.Option(help="Let an address lead to this machine or the local network.")
    ] = False,
    feed: Annotated[
        bool,
        typer.Option("--feed", help="Addresses are RSS, Atom or JSON feeds: read what they list."),
    ] = False,
    sitemap: Annotated[
        bool,
        typer.Option(
            "--sitemap", help="Addresses are sitemaps or site roots: read what they list."
        ),
    ] = False,
    limit: Annotated[
        int | None,
        typer.Option("--limit", metavar="N", help="The newest N of each feed or sitemap."),
    ] = None,
    maps: MapOption = None,
    collection: Annotated[
        list[str] | None,
        typer.Option("--collection", metavar="NAME", help="Put all in this one too; repeatable."),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Index also what seems to be no article.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Index articles; what is there already and unchanged is left alone.

    Files (.txt .md .html .pdf .docx .epub), data files (.jsonl .json .csv .tsv), archives of them
    (.zip .tar .tar.gz ...), folders, addresses, and "-" for standard input.
    """
    from index.reading import Reading, check
    from index.report import Report
    from ui import owner_client, progress, terminal

    how = Reading(
        allow_private=allow_private,
        fields=chosen_fields(maps),
        feed=feed,
        sitemap=sitemap,
        limit=limit,
    )
    check(what, how)
    report = Report()
    with owner_client.opened(library) as opened:
        try:
            adding = opened.adding(*what, how=how, collections=collection or (), force=force)
            for outcome in progress.of_adding(adding, what, how):
                report.take(outcome)
        except KeyboardInterrupt:
            terminal.show_report(report, str(opened.folder), as_json)
            terminal.complain("stopped; the same command goes on from here")
            raise typer.Exit(130) from None
        except DatelineError:
            if report.articles:
                terminal.show_report(report, str(opened.folder), as_json)
            raise
        terminal.show_report(report, str(opened.folder), as_json)
    if report.articles and report.apart == report.articles:
        raise typer.Exit(InputError.exit_status)


@app.command()
def ask(
    question: Annotated[str | None, typer.Argument(show_default=False)] = None,
    library: LibraryOption = None,
    since: SinceOption = None,
    until: UntilOption = None,
    source: SourceOption = None,
    author: AuthorOption = None,
    language: LanguageOption = None,
    collection: CollectionOption = None,
    undated: UndatedOption = False,
    as_of: AsOfOption = None,
    dates: DatesOption = True,
    length: LengthOption = "full",
    answer_language: AnswerLanguageOption = None,
    reranker: RerankerOption = None,
    llm: LlmOption = None,
    llm_url: LlmUrlOption = None,
    llm_model: LlmModelOption = None,
    as_json: JsonOption = False,
    save: cli_replay.SaveOption = None,
) -> None:
    """Ask a question; without one, hold a conversation: a question a line, Ctrl+D ends it.

    A pipe holds a conversation too; with --json it gets a record a line. Exit status 0 answered
    (of a conversation, any question), 3 the library holds no answer.
    """
    settings = chosen_settings(llm=llm, llm_url=llm_url, llm_model=llm_model, reranker=reranker)
    # Another model of the owner's, or none, it can answer with; another server it cannot.
    own = bool(llm_url or reranker or llm == "local")
    model, tongue = chosen_model(llm, llm_url, llm_model), chosen_language(answer_language)
    day = chosen_day(as_of)
    from assistant import Asking
    from assistant.replay import require_free
    from ui import conversing, owner_client

    # To end a conversation that one holds is no failure, whatever was answered.
    answered = conversing.origin(question) == "typed"
    if save:
        if not question:
            raise InputError("--save keeps one answer: write its question after `dateline ask`")
        require_free(save)
    with (
        owner_client.opened(library, create=False) as opened,
        owner_client.answering(opened, settings, own) as assistant,
    ):
        limits = (since, until, source, author, language, collection, undated)
        how = Asking(
            chosen_filters(opened, *limits),
            dates,
            style=length,
            as_of=day,
            model=model,
            language=tongue,
        )
        for answer in conversing.answers(assistant, question, how, shown=not as_json):
            answered |= not answer.abstained
            if as_json:
                print(answer.model_dump_json(indent=2 if question else None), flush=True)
            if save:
                cli_replay.keep(save, answer, how, opened, settings)
    if not answered:
        raise typer.Exit(3)


@app.command()
def chat(
    library: LibraryOption = None,
    host: Annotated[str, typer.Option(help="The address to serve on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="The port to serve on.")] = 7860,
    examples: Annotated[
        Path | None, typer.Option(help="A file of questions to offer, one a line.")
    ] = None,
    llm: LlmOption = None,
    llm_url: LlmUrlOption = None,
    llm_model: LlmModelOption = None,
) -> None:
    """Serve the web chat."""
    settings = chosen_settings(llm=llm, llm_url=llm_url, llm_model=llm_model)
    offered = []
    if examples is not None:
        if not examples.is_file():
            raise InputError(f"no file of examples: {examples}")
        offered = [line.strip() for line in examples.read_text().splitlines() if line.strip()]
    from ui import server

    server.serve(library, settings, host, port, offered)


def main() -> None:
    """Run the command; an error meant for people is one line and an exit status."""
    # Whoever ends it by a signal gets what Ctrl+C gives: what is done is told, files are closed.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        app()
    except DatelineError as error:
        print(f"dateline: {error}", file=sys.stderr)
        sys.exit(error.exit_status)
    except KeyboardInterrupt:
        sys.exit(130)
    finally:
        # Python is taken down now; an impatient second Ctrl+C would only write a traceback.
        signal.signal(signal.SIGINT, signal.SIG_IGN)


if __name__ == "__main__":
    main()
