"""An answer on a terminal, while it grows and when it is whole."""

from collections.abc import AsyncIterator, Iterable

from rich.console import Group
from rich.live import Live
from rich.text import Text

from assistant.answer import Answer, Citation, Sentence
from ui import wording
from ui.terminal import flags, hit_lines, out, plain


async def show_growing(answers: AsyncIterator[Answer], shown: bool = True) -> Answer:
    """Show an answer while it grows, or once it is whole where there is no terminal."""
    if not shown or not out.is_terminal:
        *_, answer = [answer async for answer in answers]
        if shown:
            out.print(draw(answer))
        return answer
    with Live(console=out, auto_refresh=False, vertical_overflow="visible") as live:
        async for answer in answers:
            live.update(draw(answer), refresh=True)
    return answer


def draw(answer: Answer) -> Group:
    """Draw an answer as it stands: text with markers, then what they cite."""
    blocks = (_said(answer), [_cited(one, answer) for one in answer.citations], _below(answer))
    lines: list[Text] = []
    for block in blocks:
        drawn = [line for line in block if line]
        lines += [Text(), *drawn] if lines and drawn else drawn
    return Group(*lines)


def _said(answer: Answer) -> list[Text]:
    lines = [_dim(wording.understood(answer)), *_words(answer)]
    for disagreement in answer.disagreements:
        markers = dict.fromkeys(side.citation for side in disagreement.sides)
        head = Text(f"{wording.kind(disagreement)}: ", style="bold")
        lines.append(Text.assemble(head, _cite(disagreement.text, markers)))
    for event in answer.events:
        head = Text(f"{wording.when(event)}  ", style="bold")
        lines.append(Text.assemble(head, _cite(event.text, (event.citation,))))
    return lines


def _below(answer: Answer) -> list[Text]:
    if answer.abstained:
        nearest = enumerate(answer.hits[: wording.NEAREST_SHOWN], start=1)
        return [hit_lines(number, hit) for number, hit in nearest]
    if not answer.text:
        return []
    replaced = [said.written for said in answer.sentences if said.written]
    facts = (wording.was_read(answer), _timing(answer))
    return [*(_dim(f"the model wrote: “{words}”") for words in replaced), *map(_dim, facts)]


def _words(answer: Answer) -> list[Text]:
    if answer.abstained:
        return [Text(plain(answer.text), style="bold")]
    if not (answer.sentences or answer.events):
        return [_dim(wording.waiting(answer))]
    told = {event.text for event in answer.events}
    said = [_sentence(sentence) for sentence in answer.sentences if sentence.text not in told]
    dates = f"({answer.dates}; --no-dates switches that off)" if answer.dates else ""
    return [Text(" ").join(said), _dim(dates)]


def _sentence(sentence: Sentence) -> Text:
    text = _cite(sentence.text, sentence.citations)
    if sentence.written:
        text.append(f" ({wording.REPLACED})", style="dim")
    if doubt := wording.doubt(sentence):
        text.append(f" ({plain(doubt)})", style="yellow")
    return text


def _cite(words: str, markers: Iterable[int]) -> Text:
    text = Text(plain(words))
    return text.append("".join(f"[{number}]" for number in markers), style="cyan")


def _cited(citation: Citation, answer: Answer) -> Text:
    text = Text(f"[{citation.marker}] ", style="cyan")
    text.append(plain(citation.title), style="bold")
    byline = wording.byline(citation.source, citation.published)
    text.append(plain(f" – {byline}\n    “{citation.quote}”"), style="default")
    for hit in answer.hits:
        if hit.passage_id == citation.passage_id:
            text.append_text(flags(hit, "\n    "))
    if citation.dates:
        text.append(plain(f"\n    {'; '.join(citation.dates)}"), style="dim")
    return text


def _dim(words: str) -> Text:
    return Text(plain(words), style="dim")


def _timing(answer: Answer) -> str:
    timings = answer.timings
    first = f", first word {timings.first_token_ms / 1000:.1f} s" if timings.first_token_ms else ""
    return (
        f"passages {timings.retrieval_ms / 1000:.2f} s{first}, "
        f"whole {timings.total_ms / 1000:.1f} s, model {answer.model}"
    )
