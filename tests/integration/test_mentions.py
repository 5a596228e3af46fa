"""The dates that articles mention: kept with the article, replaced and removed with it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from dateline_command import Dateline, sample_library
from hash_embedding import HashEmbedding

from index import Library
from index.mentions import written

TEXT = (
    "---\ntitle: Mill\ndate: 2023-12-06\n---\n\nThe mill turned last week. It will stop on Friday."
)


@pytest.fixture
def mill(tmp_path: Path) -> Iterator[tuple[Library, Path]]:
    path = tmp_path / "mill.md"
    path.write_text(TEXT)
    with Library.open(tmp_path / "library", embedding=HashEmbedding()) as library:
        library.add(path)
        yield library, path


def days(library: Library) -> list[tuple[str, int, int]]:
    (entry,) = library.entries()
    text = library.article(entry.id).text
    return [(text[m.start : m.end], m.first, m.last) for m in library.mentions(entry.id)]


def stored(library: Library) -> int:
    engine = sa.create_engine(f"sqlite:///{library.folder / 'catalogue.sqlite'}")
    with engine.connect() as connection:
        count = connection.scalar(sa.text("SELECT count(*) FROM mentions"))
    engine.dispose()
    return int(count or 0)


def test_the_dates_of_an_article_are_kept_with_their_offsets(mill: tuple[Library, Path]):
    assert days(mill[0]) == [("last week", 20231127, 20231203), ("Friday", 20231208, 20231208)]


def test_adding_an_article_again_doubles_no_date(mill: tuple[Library, Path]):
    library, path = mill
    library.add(path)
    assert stored(library) == 2


def test_a_changed_article_has_the_dates_of_its_new_text_only(mill: tuple[Library, Path]):
    library, path = mill
    path.write_text(TEXT.replace("last week", "yesterday").replace(" It will stop on Friday.", ""))
    library.add(path)
    assert days(library) == [("yesterday", 20231205, 20231205)]
    assert stored(library) == 1


def test_a_removed_article_leaves_no_dates(mill: tuple[Library, Path]):
    library, _ = mill
    library.remove([entry.id for entry in library.entries()])
    assert stored(library) == 0


def test_an_article_in_another_language_has_none(tmp_path: Path):
    path = tmp_path / "a.jsonl"
    path.write_text('{"text": "Am 2019 in May on Monday.", "date": "2023-12-06", "language": "de"}')
    with Library.open(tmp_path / "library", embedding=HashEmbedding()) as library:
        library.add(path)
        (entry,) = library.entries()
        if entry.language == "de":
            assert library.mentions(entry.id) == []


@pytest.fixture(scope="module")
def sample_command(tmp_path_factory: pytest.TempPathFactory) -> Dateline:
    folder = tmp_path_factory.mktemp("mentions") / "library"
    return sample_library(tmp_path_factory.getbasetemp(), folder)


def test_show_writes_the_days_below_their_passage(sample_command: Dateline):
    for line in sample_command("list").out.splitlines():
        article_id = line.split("\t")[0]
        shown = sample_command("show", article_id, "--json").json
        for mention in shown["mentions"]:
            phrase = shown["text"][mention["start"] : mention["end"]]
            days = written(mention["first"], mention["last"])
            assert f"{phrase} = {days}" in sample_command("show", article_id).out.replace("\n", " ")
        if shown["mentions"]:
            return
    pytest.fail("no article of the sample mentions a date")


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        (20231206, 20231206, "6 Dec 2023"),
        (20231127, 20231203, "27 Nov – 3 Dec 2023"),
        (20231228, 20240103, "28 Dec 2023 – 3 Jan 2024"),
        (20231101, 20231130, "Nov 2023"),
        (20240201, 20240229, "Feb 2024"),
        (20230101, 20231231, "2023"),
        (19900101, 19991231, "1990 – 1999"),
    ],
)
def test_days_are_written_shortly(first: int, last: int, text: str):
    assert written(first, last) == text
