"""As of a day: nothing that was published or changed later is found, read or cited."""

import datetime
import json
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant import evidence
from assistant.answer import Hit
from assistant.attribution import Attribution
from assistant.disagreement import disagreements
from assistant.timeline import timeline
from index import Filters, Library
from index.filters import as_of

Write = Callable[[str, str | bytes], Path]

TRAM = (
    "Mayor Odile Brandt opened the tram line in Larch on Tuesday. It cost 42 million crowns, six "
    "more than was planned, and took seven years to build. The first tram left Corn Street at nine "
    "with 140 passengers, among them a man of 91 who had driven the last one in 1958. A single "
    "ticket costs two crowns. The line will be lengthened to the harbour in 2027, the mayor said."
)
URL = "https://gazette.example/2025/tram-line-opens"
QUESTIONS = (
    "What happened to the Asker Swing Bridge between March and October?",
    "What did the repair of the swing bridge cost in the end?",
    "How many people were injured in the Osk ferry accident?",
    "What is the latest on the maternity unit at Port Ellery Infirmary?",
    "Which firm is moving into the old cannery last week?",
    "Port Ellery Osk Kelder Bay Wrenmouth Saltmarsh North Quay county people said year",
)


def test_of_no_day_is_anything_later_found_read_or_cited(sample_library: Library):
    rng = random.Random(4)
    published = {entry.id: entry.published for entry in sample_library.entries()}
    seen = 0
    for _ in range(60):
        day = f"2025-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"
        question = rng.choice(QUESTIONS)
        unit = rng.choice(("passage", "sentence"))
        filters = as_of(Filters(undated=rng.random() < 0.5), day)
        retriever = sample_library.retriever(20, filters, today=day, unit=unit)
        results = retriever.search(question, sentences=20)
        hits = [Hit.from_node(node) for node in results.hits]
        attribution = Attribution(question, hits)
        said = [attribution.attribute(hit.text) for hit in hits[:2]]
        found = disagreements(question, said, attribution.citations, hits, sample_library.mentions)
        _, lines = timeline(question, hits, sample_library.mentions, today=day)
        single = [Hit.from_node(node) for node in results.sentences]
        within = {name: Hit.from_node(node) for name, node in results.passages.items()}
        pieces = evidence.candidates(single, within, lambda _: False)
        read = [one.article_id for one in (*pieces, *attribution.citations)]
        read += [one.article_id for one in (*hits, *found[1], *lines)]
        considered = [one.article_id for one in retriever.explain(question).considered]
        seen += len(read)
        assert all("" < published[i] <= day for i in (*read, *considered)), (day, question)
    assert seen > 500


def test_a_later_restatement_does_not_take_the_place_of_what_was_known(sample_library: Library):
    question = "How many people were injured when the ferry Petrel struck the pier?"

    def told(day: str) -> str:
        filters = as_of(Filters(), day)
        return " ".join(hit.node.text for hit in sample_library.search(question, 8, filters))

    assert "Twelve people were injured" in told("2025-06-09")
    assert "eventeen" not in told("2025-06-09")
    assert "Seventeen people were injured" in told("2025-06-10")


def test_a_question_is_read_as_asked_on_the_day(sample_library: Library):
    filters = as_of(Filters(), "2025-06-16")
    results = sample_library.retriever(8, filters).search(
        "news about the Osk ferry published last week"
    )
    assert (results.filters.since, results.filters.until) == (20250609, 20250615)
    assert results.filters.as_of == 20250616


def visible(library: Library, day: str) -> int:
    filters = as_of(Filters(), day)
    hits = library.search("tram line Larch crowns", filters=filters)
    assert bool(hits) == bool(list(library.entries(filters)))
    return len(hits)


def record(text: str = TRAM, **fields: str) -> str:
    return json.dumps({"text": text, "url": URL, "published": "2025-03-04", **fields}) + "\n"


@pytest.mark.parametrize(
    ("updated", "hidden", "shown"),
    [
        ("", "2025-03-03", "2025-03-04"),
        ("2025-06-12", "2025-06-11", "2025-06-12"),
        ("2025-06", "2025-06-29", "2025-07-01"),
    ],
)
def test_an_article_is_there_once_its_text_stands(
    library: Library, write: Write, updated: str, hidden: str, shown: str
):
    library.add(write("a.jsonl", record(updated=updated)))
    assert not visible(library, hidden)
    assert visible(library, shown)


@pytest.mark.parametrize("published", ["2025-03", "2025", ""])
def test_an_article_of_which_the_day_is_not_known_is_left_out_until_it_is_past(
    library: Library, write: Write, published: str
):
    library.add(write("a.jsonl", record(published=published)))
    assert not visible(library, "2025-03-30")
    assert bool(visible(library, "2026-01-01")) == bool(published)


def test_a_text_that_replaced_another_after_the_day_is_left_out(library: Library, write: Write):
    library.add(write("a.jsonl", record()))
    assert visible(library, "2025-03-04")
    library.add(write("b.jsonl", record(TRAM.replace("42 million", "48 million"))))
    (entry,) = library.entries()
    replaced = library.versions(entry.id)[0].replaced_at[:10]
    before = datetime.date.fromisoformat(replaced) - datetime.timedelta(days=1)
    assert not visible(library, "2025-03-04")
    assert not visible(library, before.isoformat())
    assert visible(library, replaced)


def test_a_text_that_says_when_it_was_changed_is_believed(library: Library, write: Write):
    library.add(write("a.jsonl", record()))
    library.add(write("b.jsonl", record(TRAM.replace("42", "48"), updated="2025-03-06")))
    assert not visible(library, "2025-03-05")
    assert visible(library, "2025-03-06")
