"""Copies and light rewrites of one text form one story, however they come and go."""

import json
import random
from collections.abc import Callable
from itertools import permutations
from pathlib import Path

import pytest
from hash_embedding import HashEmbedding

from index import Library
from index.entries import Entry
from index.errors import UnknownArticle

Write = Callable[[str, str | bytes], Path]

_WORDS = """harbour council ferry market teacher bridge winter engine doctor garden letter island
station painter captain orchard village lantern hospital railway museum quarry baker mayor forest
river tunnel library pilot""".split()  # noqa: SIM905 - thirty quoted words would be harder to read


def prose(seed: int, sentences: int = 24, seen: bool = True) -> list[str]:
    """Make sentences that share next to nothing with those of another seed."""
    chance = random.Random(seed)
    made = []
    for _ in range(sentences):
        end = f"was seen by {chance.randint(10, 99999)} people" if seen else "was seen again"
        made.append(f"The {' '.join(chance.choices(_WORDS, k=9))} {end}.")
    return made


TEXT = prose(1)


def record(name: str, sentences: list[str], **fields: str) -> str:
    fields = {"id": name, "title": f"Told by {name}", "source": name} | fields
    return json.dumps({"text": " ".join(sentences), **fields}) + "\n"


def add(library: Library, write: Write, *records: str) -> None:
    for number, line in enumerate(records):
        library.add(write(f"{number}.jsonl", line))
        # Each under its own name, so that a later call adds beside the earlier ones.
        Path(write(f"{number}.jsonl", line)).unlink()


def stories(library: Library) -> set[frozenset[str]]:
    found: dict[str, set[str]] = {}
    for entry in library.entries():
        found.setdefault(entry.story, set()).add(entry.source)
    ids = {entry.id: entry for entry in library.entries()}
    # No story's id dangles, and it is that of one of its own articles.
    assert all(ids[entry.story].story == entry.story for entry in ids.values())
    return {frozenset(sources) for sources in found.values()}


def together(*names: str) -> frozenset[str]:
    return frozenset(names)


def by_source(library: Library, source: str) -> Entry:
    (entry,) = [entry for entry in library.entries() if entry.source == source]
    return entry


def test_the_three_copies_of_the_sample_are_one_story_and_nothing_else_is(sample_library: Library):
    found: dict[str, list[Entry]] = {}
    for entry in sample_library.entries():
        found.setdefault(entry.story, []).append(entry)
    (several,) = [entries for entries in found.values() if len(entries) > 1]
    assert {entry.source for entry in several} == {
        "The Port Ellery Harbinger",
        "Saltmarsh Wire",
        "The Wrenmouth Observer",
    }
    assert all("Pellhaven" in e.title or "cannery" in e.title for e in several)


def test_a_story_is_given_whole_from_any_of_its_articles_oldest_first(
    library: Library, write: Write
):
    lines = [
        record("Gazette", TEXT, published="2025-02-20"),
        record("Wire", TEXT[:-2], published="2025-02-19"),
        record("Post", TEXT[1:]),
        record("Mill", prose(2)),
    ]
    library.add(write("a.jsonl", "".join(lines)))
    for source in ("Gazette", "Wire", "Post"):
        story = library.story(by_source(library, source).id)
        assert [entry.source for entry in story] == ["Wire", "Gazette", "Post"]
    assert [e.source for e in library.story(by_source(library, "Mill").id)] == ["Mill"]
    assert by_source(library, "Wire").story == by_source(library, "Gazette").id
    with pytest.raises(UnknownArticle):
        library.story("0" * 16)


@pytest.mark.parametrize("together_in_one_run", [True, False])
@pytest.mark.parametrize("order", [*permutations(range(3))])
def test_partners_are_found_in_whatever_order_they_come(
    tmp_path: Path, write: Write, order: tuple[int, ...], together_in_one_run: bool
):
    lines = [record("A", TEXT), record("B", TEXT[:-2]), record("C", prose(2))]
    lines = [lines[number] for number in order]
    with Library.open(tmp_path / "library", embedding=HashEmbedding()) as library:
        if together_in_one_run:
            library.add(write("all.jsonl", "".join(lines)))
        else:
            for number, line in enumerate(lines):
                library.add(write(f"{number}.jsonl", line))
        assert stories(library) == {together("A", "B"), together("C")}


# Each leaves out a third of the whole; one another they share only the last third of it.
WHOLE = prose(4, 24, seen=False)
FRONT = [sentence for number, sentence in enumerate(WHOLE) if number % 3 != 0]
BACK = [sentence for number, sentence in enumerate(WHOLE) if number % 3 != 1]


def test_a_bridge_brings_two_stories_together(library: Library, write: Write):
    library.add(write("a.jsonl", record("Front", FRONT) + record("Back", BACK)))
    assert stories(library) == {together("Front"), together("Back")}
    library.add(write("b.jsonl", record("Whole", WHOLE)))
    assert stories(library) == {together("Front", "Back", "Whole")}


def test_when_the_bridge_goes_the_stories_part_again(library: Library, write: Write):
    library.add(write("a.jsonl", record("Front", FRONT) + record("Back", BACK)))
    library.add(write("b.jsonl", record("Whole", WHOLE)))
    library.remove([by_source(library, "Whole").id])
    assert stories(library) == {together("Front"), together("Back")}


def test_when_the_founder_goes_the_next_added_founds_the_story(library: Library, write: Write):
    lines = [record("A", TEXT), record("B", TEXT[:-2]), record("C", TEXT[1:])]
    library.add(write("a.jsonl", "".join(lines)))
    library.remove([by_source(library, "A").id])
    assert stories(library) == {together("B", "C")}
    assert by_source(library, "C").story == by_source(library, "B").id
    library.remove([by_source(library, "B").id, by_source(library, "C").id])
    assert stories(library) == set()


def test_an_article_that_comes_to_tell_something_else_leaves_its_story(
    library: Library, write: Write
):
    lines = [record("A", TEXT), record("B", TEXT[:-2]), record("C", TEXT[1:])]
    path = write("a.jsonl", "".join(lines))
    library.add(path)
    path.write_text(record("A", prose(2)) + "".join(lines[1:]))
    library.add(path)
    assert stories(library) == {together("A"), together("B", "C")}
    path.write_text("".join(lines))
    library.add(path)
    assert stories(library) == {together("A", "B", "C")}
    # The earliest added founds it again, though its text came last.
    assert by_source(library, "C").story == by_source(library, "A").id


def test_an_article_that_gets_another_date_leaves_its_story(library: Library, write: Write):
    one = record("A", TEXT, published="2025-02-19")
    path = write("a.jsonl", one + record("B", TEXT, published="2025-02-19"))
    library.add(path)
    assert stories(library) == {together("A", "B")}
    path.write_text(one + record("B", TEXT, published="2024-02-19"))
    library.add(path)
    assert stories(library) == {together("A"), together("B")}


def test_a_chain_of_rewrites_does_not_lead_away_from_where_it_began(library: Library, write: Write):
    """Each shares most with the one before; the last shares nothing with the first."""
    long = prose(3, 80)
    chain = [long[first : first + 20] for first in range(0, 60, 4)]
    names = [f"Link {number:02}" for number in range(len(chain))]
    for name, text in zip(names, chain, strict=True):
        library.add(write(f"{name}.jsonl", record(name, text)))
    found = stories(library)
    assert together(*names) not in found
    first = next(story for story in found if names[0] in story)
    assert names[1] in first
    assert names[6] not in first
    assert max(map(len, found)) <= 5


def test_a_hundred_copies_are_one_story_and_take_few_comparisons(library: Library, write: Write):
    chance = random.Random(5)
    lines = []
    for number in range(100):
        text = list(TEXT)
        text.pop(chance.randrange(len(text)))
        lines.append(record(f"Outlet {number}", text))
    library.add(write("a.jsonl", "".join(lines)))
    assert len(stories(library)) == 1


def test_adding_again_changes_no_story(library: Library, write: Write):
    lines = [record("A", TEXT), record("B", TEXT[:-2]), record("C", prose(2))]
    path = write("a.jsonl", "".join(lines))
    library.add(path)
    before = list(library.entries())
    library.add(path)
    assert list(library.entries()) == before


@pytest.mark.parametrize("text", ["x", "ä ö", "— — A —", "字" * 500, "word " * 4000])
def test_texts_of_any_kind_have_a_story(library: Library, write: Write, text: str):
    library.add(write("a.jsonl", record("A", [text]) + record("B", [text])))
    assert len(list(library.entries())) == 2
    assert stories(library)
