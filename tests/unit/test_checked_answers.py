"""What a checked answer holds, on the page and on a terminal."""

import io
import re
from urllib.parse import urlsplit

import pytest
from made_answers import answer, cited, full, hit, read, window
from rich.console import Console
from shown_page import ATTACKS, Shown, as_markdown

from assistant.abstention import abstained
from assistant.answer import Answer, Reason, Sentence, Verdict
from assistant.remarks import Coverage, Disagreement, Event, Side
from ui import drawing, render

MESSAGE = {"p", "em", "strong", "a", "ul", "li", "span"}
PANEL = {"section", "h3", "div", "span", "strong", "a", "br", "blockquote", "mark", "p"}
PANEL |= {"details", "summary", "ul", "li"}


def chat(shown: Answer) -> str:
    return as_markdown(render.message(shown, 1)).text.strip()


def panel(shown: Answer) -> str:
    return Shown(render.sources([shown])).text


def terminal(shown: Answer, width: int = 400) -> str:
    console = Console(file=io.StringIO(), width=width, color_system=None)
    console.print(drawing.draw(shown))
    written = console.file
    assert isinstance(written, io.StringIO)
    return written.getvalue()


BOTH = pytest.mark.parametrize("show", [chat, terminal])


@BOTH
@pytest.mark.parametrize(
    ("verdict", "reason", "told"),
    [
        (Verdict.SUPPORTED, "", "17 died."),
        (Verdict.NOT_CHECKED, "", "17 died."),
        (Verdict.NOT_CHECKED, "an opinion", "17 died. (not checked: an opinion)"),
        (
            Verdict.NOT_FOUND,
            "the source says 12",
            "17 died. (not found in source: the source says 12)",
        ),
        (Verdict.PARTLY_SUPPORTED, "", "17 died. (partly supported)"),
    ],
)
def test_a_doubtful_sentence_says_why(show, verdict: Verdict, reason: str, told: str):
    said = Sentence(text="17 died.", verdict=verdict, reason=reason)
    assert show(answer(text=said.text, sentences=(said,))).startswith(told)
    assert ("(" in show(answer(text=said.text, sentences=(said,))).split("\n")[0]) == ("(" in told)


def replaced() -> Answer:
    said = Sentence(text="12 died.", verdict=Verdict.SUPPORTED, written="17 died.")
    return answer(text=said.text, sentences=(said,))


@BOTH
def test_the_articles_words_in_the_place_of_the_models_are_called_so(show):
    assert show(replaced()).startswith("12 died. (the article's words)")


def test_the_models_own_words_are_folded_away_on_the_page():
    assert "17 died." not in chat(replaced())
    folded = render.sources([replaced()]).partition('<details class="written">')[2]
    assert "<li>17 died.</li>" in folded


def test_the_models_own_words_stand_below_on_a_terminal():
    assert "the model wrote: “17 died.”" in terminal(replaced()).splitlines()


def test_what_relative_dates_mean_stands_under_the_quote():
    source = hit("It burnt last week.")
    dates = ("last week: 21 – 27 Apr 2025", "today: 30 Apr 2025")
    citation = cited(source, source.text).model_copy(update={"dates": dates})
    shown = answer(text="It burnt.", hits=(source,), citations=(citation,))
    told = "last week: 21 – 27 Apr 2025; today: 30 Apr 2025"
    assert f'</blockquote><p class="dates">{told}</p>' in render.sources([shown])
    lines = [line.strip() for line in terminal(shown).splitlines()]
    assert lines[lines.index(told) - 1] == "“It burnt last week.”"


def test_a_suspicious_passage_is_flagged_wherever_it_is_shown():
    source = hit(flags=("speaks to the assistant",))
    told = "This text speaks to the assistant; it was not followed"
    uncited = answer(text="No.", abstained=True, reason=Reason.NOT_ANSWERED, hits=(source,))
    citing = answer(text="Two.", hits=(source,), citations=(cited(source, "Two."),))
    assert told in panel(uncited)
    assert told in panel(citing)
    assert told in terminal(uncited)
    assert told in terminal(citing)
    assert told not in panel(answer(hits=(hit(),)))


@BOTH
def test_a_question_is_shown_as_it_was_understood_if_that_differs(show):
    alone = {"standalone_question": "When was the fire?", "text": "In May."}
    said = {"sentences": (Sentence(text="In May."),)}
    told = "Understood as: When was the fire?\n"
    assert show(answer(rewritten="rules", **alone, **said)).startswith(told)
    assert "Understood" not in show(answer(**alone, **said))


@BOTH
def test_the_day_of_looking_back_is_told(show):
    said = answer(as_of="2024-03-10", text="No.", sentences=(Sentence(text="No."),))
    assert show(said).startswith("As of 10 March 2024\n")
    both = said.model_copy(update={"rewritten": "model"})
    assert show(both).startswith("As of 10 March 2024 · Understood as: Why?\n")


READ = window(read("One. Two."), read("Three.", "b"))


@BOTH
def test_while_the_model_reads_its_sentences_are_counted(show):
    assert show(answer(hits=(hit(),), windows=(READ,))).startswith("Reading 3 sentences …")
    second = window(read("Four.", "c"))
    assert show(answer(hits=(hit(),), windows=(READ, second))).startswith("Reading 1 more sentence")


def test_what_the_model_read_is_counted_and_can_be_unfolded():
    again = window(read("Three.", "b"), read("Four.", "c", source="", published=""))
    shown = answer(text="So.", sentences=(Sentence(text="So."),), windows=(READ, again))
    told = "Read 4 sentences of 3 articles"
    fold = render.sources([shown]).partition('<details class="read">')[2]
    assert fold.startswith(f"<summary>{told}</summary>")
    assert re.findall("<li>(.*?) <span", fold) == ["One. Two.", "Three.", "Four."]
    assert re.findall('byline">(.*?)<', fold) == ["The Paper, 30 April 2025"] * 2 + ["undated"]
    assert told in terminal(shown).splitlines()


def test_without_a_model_nothing_was_read():
    shown = answer(text="So.", sentences=(Sentence(text="So."),), hits=(hit(),))
    assert "<details" not in render.sources([shown])
    assert "Read" not in terminal(shown)


@BOTH
@pytest.mark.parametrize(("kind", "head"), [("updated", "Updated"), ("disputed", "Disputed")])
def test_a_disagreement_stands_below_with_its_sides(show, kind: str, head: str):
    sides = (Side(value="17", citation=2), Side(value="12", citation=1))
    found = Disagreement(kind=kind, sides=sides, text="17, earlier 12.")
    said = answer(text="17.", sentences=(Sentence(text="17."),), disagreements=(found,))
    below = show(said).splitlines()[1:]
    assert next(line.replace(". [2]", ".[2]") for line in below if line.strip()) == (
        f"{head}: 17, earlier 12.[2][1]"
    )


def timeline() -> Answer:
    events = (
        Event(first=20231127, last=20231203, text="It began.", citation=1),
        Event(first=20231204, last=20231204, text="It ended.", citation=2),
    )
    told = tuple(Sentence(text=event.text, citations=(event.citation,)) for event in events)
    return answer(
        text="So it went. It began. It ended.",
        sentences=(Sentence(text="So it went."), *told),
        events=events,
    )


def test_a_timeline_is_a_dated_list_on_the_page():
    shown = as_markdown(render.message(timeline(), 3))
    lines = [line for line in shown.text.splitlines() if line]
    assert lines == [
        "So it went.",
        "27 Nov – 3 Dec 2023 It began. [1]",
        "4 Dec 2023 It ended. [2]",
    ]
    assert shown.tags.count("li") == 2
    assert shown.links == ["#source-3-1", "#source-3-2"]


def test_a_timeline_is_a_line_for_each_event_on_a_terminal():
    lines = terminal(timeline()).splitlines()[:3]
    assert lines == ["So it went.", "27 Nov – 3 Dec 2023  It began.[1]", "4 Dec 2023  It ended.[2]"]


@BOTH
def test_an_abstaining_answer_says_once_what_the_library_covers(show):
    coverage = Coverage(articles=1989, sources=3, first="2022-03-01", last="2023-12-22")
    refused = abstained(answer(), Reason.OUTSIDE_DATES, coverage)
    assert " ".join(show(refused).split()).count("The library holds 1,989 articles") == 1


def test_a_quote_outside_the_passages_found_is_shown_alone():
    source = hit()
    beyond = cited(source, "Three.").model_copy(update={"end": source.end + 1, "quote": "Three.x"})
    unknown = cited(source, "One.", 2).model_copy(update={"passage_id": "b:9"})
    shown = render.sources([answer(hits=(source,), citations=(beyond, unknown))])
    quotes = re.findall("<blockquote>(.*?)</blockquote>", shown)
    assert quotes[:2] == ["<mark>Three.x</mark>", "<mark>One.</mark>"]


@pytest.mark.parametrize("text", ATTACKS)
def test_no_text_in_a_checked_answer_becomes_more_than_text(text: str):
    plain = " ".join(text.split())
    message = as_markdown(render.message(full(text), 1))
    assert set(message.tags) <= MESSAGE
    assert set(message.links) == {"#source-1-1", "#source-1-2"}
    # The outlet of the filters, the wording, how dates were read, two sentences that no event
    # tells, two reasons, a disagreement and an event.
    assert message.text.count(plain) == 8
    beside = as_markdown(render.sources([full(text)]))
    assert set(beside.tags) <= PANEL
    where = {urlsplit(link)[1:3] for link in beside.links}
    assert where == {("", "/article/a"), ("paper.example", "/1")}
    # Question, title, outlet, flag, passage, the citation's dates, evidence, written.
    assert beside.text.count(plain) == 8
    assert "\n" not in render.sources([full(text)])


def test_no_text_in_a_checked_answer_sends_codes_to_the_terminal():
    shown = terminal(full("\x1b]0;renamed\x07 \x1b[2J \x9b31m \r \x08"))
    assert shown.count("renamed") == 13
    assert not set("\x1b\x07\x9b\r\x08") & set(shown)


def test_on_a_terminal_no_text_is_markup():
    assert "[bold]x[/bold]" in terminal(full("[bold]x[/bold]"))
