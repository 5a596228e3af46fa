import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import sqlalchemy as sa
from hash_embedding import HashEmbedding

from index import Library
from index.schema import open_engine


def together(*tasks: Callable[[], object]) -> None:
    """Run tasks in threads that begin at the same moment; raise what any of them raised."""
    begin = threading.Barrier(len(tasks))

    def run(task: Callable[[], object]) -> None:
        begin.wait(timeout=30)
        task()

    with ThreadPoolExecutor(len(tasks)) as threads:
        for done in [threads.submit(run, task) for task in tasks]:
            done.result()


def searching(library: Library, until: threading.Event) -> Callable[[], None]:
    """Give a task that searches until an event, and checks every hit against its article."""

    def task() -> None:
        while not until.is_set():
            for hit in library.search("swing bridge bearing crack", top_k=5):
                assert hit.node.node_id.startswith(hit.node.metadata["article_id"])
                assert hit.score

    return task


def test_searching_while_adding(library: Library, sample: Path):
    added = threading.Event()
    library.add(sample / "harbinger")

    def add() -> None:
        try:
            for outlet in ("gazette", "saltmarsh-wire", "wrenmouth-observer"):
                library.add(sample / outlet)
        finally:
            added.set()

    together(add, *[searching(library, added)] * 4)
    assert library.counts().articles == 33
    assert library.check() == []


def test_searching_while_removing_and_adding_again(library: Library, sample: Path):
    finished = threading.Event()
    library.add(sample)
    bridge = [entry.id for entry in library.entries() if "ridge" in entry.title]

    def remove_and_add() -> None:
        try:
            for _ in range(6):
                library.remove(bridge)
                library.add(sample)
        finally:
            finished.set()

    together(remove_and_add, *[searching(library, finished)] * 4)
    assert library.counts().articles == 33
    assert library.check() == []


def test_an_article_that_is_removed_while_it_is_being_found_is_no_hit(
    library: Library, sample: Path
):
    library.add(sample)
    bridge = [entry.id for entry in library.entries() if "ridge" in entry.title]
    removed = threading.Event()

    def remove_after_the_passages_were_read(_connection, _cursor, statement: str, *_) -> None:
        if "FROM passages JOIN articles" in statement and not removed.is_set():
            removed.set()
            library.remove(bridge)

    sa.event.listen(sa.Engine, "after_cursor_execute", remove_after_the_passages_were_read)
    try:
        hits = library.search("swing bridge bearing crack")
    finally:
        sa.event.remove(sa.Engine, "after_cursor_execute", remove_after_the_passages_were_read)
    assert removed.is_set()
    assert not {hit.node.metadata["article_id"] for hit in hits} & set(bridge)


def test_the_first_use_by_several_threads_at_once(tmp_path: Path, sample: Path):
    with Library.open(tmp_path / "library", embedding=HashEmbedding()) as library:
        library.add(sample / "harbinger")
    with Library.open(tmp_path / "library", embedding=HashEmbedding()) as library:
        found: list[int] = []
        together(*[lambda: found.append(len(library.search("swing bridge")))] * 4)
        assert found == [8] * 4


def test_a_new_catalogue_is_opened_by_several_at_once(tmp_path: Path):
    for number in range(20):
        path = tmp_path / f"{number}.sqlite"
        together(*[lambda path=path: open_engine(path).dispose()] * 4)
        with open_engine(path).connect() as connection:
            assert "articles" in sa.inspect(connection).get_table_names()


def test_two_threads_adding_at_once(library: Library, sample: Path):
    assert library.counts().articles == 0
    together(
        lambda: library.add(sample / "harbinger", sample / "gazette"),
        lambda: library.add(sample / "saltmarsh-wire", sample / "wrenmouth-observer"),
    )
    assert library.counts().articles == 33
    assert library.check() == []


def test_three_threads_adding_the_same_at_once(library: Library, sample: Path):
    assert library.counts().articles == 0
    together(*[lambda: library.add(sample)] * 3)
    assert library.counts().articles == 33
    assert library.check() == []


def test_an_article_that_two_threads_change_at_once_ends_as_one_of_the_two(
    library: Library, write: Callable[[str, str], Path]
):
    matter = "---\nurl: https://a.example/tram\n---\n"
    texts = [f"The {word} of Larch cost crowns." for word in ("tram", "mill")]
    one, other = [write(f"{n}/a.md", matter + text) for n, text in enumerate(texts)]
    second = threading.Thread(target=library.add, args=(other,))
    stored = threading.Event()

    def passages_are_stored(_connection, _cursor, statement: str, *_) -> None:
        if statement.startswith("INSERT INTO passages "):
            stored.set()

    def let_the_second_in(*_) -> None:
        if stored.is_set() and second.ident is None:
            second.start()
            # Where writers wait for one another, it goes on only after the first is done.
            second.join(timeout=1)

    sa.event.listen(sa.Engine, "after_cursor_execute", passages_are_stored)
    sa.event.listen(sa.Pool, "checkin", let_the_second_in)
    try:
        library.add(one)
    finally:
        sa.event.remove(sa.Engine, "after_cursor_execute", passages_are_stored)
        sa.event.remove(sa.Pool, "checkin", let_the_second_in)
    second.join()
    (entry,) = library.entries()
    (passage,) = library.passages(entry.id)
    assert passage.text in texts
    vector = library.vectors.vectors([passage.id])[passage.id]
    assert np.allclose(vector, library.embedding.get_text_embedding(passage.text), atol=1e-6)
    assert library.check() == []
