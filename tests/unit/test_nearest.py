import threading
from pathlib import Path

import numpy as np
import pytest

from index.nearest import Nearest

ARTICLES = 40
EACH = 5


def passage_ids(articles: range) -> list[str]:
    return [f"a:{n}:{number}" for n in articles for number in range(EACH)]


@pytest.fixture
def vectors() -> np.ndarray:
    return np.random.default_rng(7).normal(size=(ARTICLES * EACH, 16)).astype(np.float32)


@pytest.fixture
def nearest(vectors: np.ndarray) -> Nearest:
    return Nearest(passage_ids(range(ARTICLES)), vectors)


def truth(vectors: np.ndarray, question: np.ndarray, articles: set[int], limit: int) -> list[str]:
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    scores = unit @ question
    order = [n for n in np.argsort(-scores) if n // EACH in articles]
    return [f"a:{n // EACH}:{n % EACH}" for n in order[:limit]]


# One article of forty is picked out, all others are masked: both ways must be exact.
@pytest.mark.parametrize("articles", [{3}, {0, 39}, set(range(7, 30)), set(range(ARTICLES))])
@pytest.mark.parametrize("limit", [1, 7, 60, 1000])
def test_a_search_among_some_articles_is_exact(
    nearest: Nearest, vectors: np.ndarray, articles: set[int], limit: int
):
    question = np.random.default_rng(1).normal(size=16)
    found = nearest.search(question.tolist(), limit, [f"a:{n}" for n in articles])
    assert [passage_id for passage_id, _ in found] == truth(vectors, question, articles, limit)
    assert all(-1.001 <= score <= 1.001 for _, score in found)


def test_unknown_and_no_articles_find_nothing(nearest: Nearest):
    assert nearest.search([1.0] * 16, 5, []) == []
    assert nearest.search([1.0] * 16, 5, ["no such article"]) == []


def test_an_empty_library_finds_nothing():
    assert Nearest([], np.empty((0, 0), np.float32)).search([1.0] * 16, 5, ["a:1"]) == []


def test_a_removed_article_is_never_found_and_may_come_back(nearest: Nearest, vectors: np.ndarray):
    everything = [f"a:{n}" for n in range(ARTICLES)]
    for _ in range(20):
        nearest.remove(["a:4", "not here"])
        found = nearest.search(vectors[20].tolist(), 300, everything)
        assert len(found) == (ARTICLES - 1) * EACH
        assert not [passage_id for passage_id, _ in found if passage_id.startswith("a:4:")]
        nearest.add(passage_ids(range(4, 5)), vectors[20:25])
    found = nearest.search(vectors[20].tolist(), 300, everything)
    assert found[0][0] == "a:4:0"
    assert len(found) == len({passage_id for passage_id, _ in found}) == ARTICLES * EACH


def test_what_is_saved_is_read_back_without_what_was_removed(nearest: Nearest, tmp_path: Path):
    nearest.remove(["a:4"])
    nearest.save(tmp_path / "nearest.npz")
    again = Nearest.load(tmp_path / "nearest.npz", (ARTICLES - 1) * EACH)
    assert again is not None
    everything = [f"a:{n}" for n in range(ARTICLES)]
    ours = dict(again.search([1.0] * 16, 300, everything))
    assert ours == pytest.approx(dict(nearest.search([1.0] * 16, 300, everything)), abs=1e-5)
    assert len(ours) == (ARTICLES - 1) * EACH


@pytest.mark.parametrize("damage", ["cut", "noise", "empty", "missing", "other count"])
def test_a_file_that_is_not_right_is_not_taken(nearest: Nearest, tmp_path: Path, damage: str):
    path = tmp_path / "nearest.npz"
    nearest.save(path)
    whole = path.read_bytes()
    match damage:
        case "cut":
            path.write_bytes(whole[: len(whole) // 2])
        case "noise":
            path.write_bytes(b"noise" * 99)
        case "empty":
            path.write_bytes(b"")
        case "missing":
            path.unlink()
    count = ARTICLES * EACH + (damage == "other count")
    assert Nearest.load(path, count) is None


def test_a_folder_that_cannot_be_written_loses_only_the_file(nearest: Nearest, tmp_path: Path):
    nearest.save(tmp_path / "no such folder" / "nearest.npz")
    assert list(tmp_path.iterdir()) == []


def test_a_vector_of_no_length_is_found_last(nearest: Nearest):
    nearest.add(["zero:0"], np.zeros((1, 16), np.float32))
    assert nearest.search([1.0] * 16, 5, ["zero"]) == [("zero:0", 0.0)]


def test_searches_while_a_writer_writes_see_whole_articles(nearest: Nearest, vectors: np.ndarray):
    stop, wrong = threading.Event(), []

    def read():
        while not stop.is_set():
            found = nearest.search([1.0] * 16, 300, [f"a:{n}" for n in range(ARTICLES)])
            ids = [passage_id for passage_id, _ in found]
            if len(set(ids)) != len(ids) or len(ids) % EACH:
                wrong.append(ids)

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for _ in range(200):
        nearest.remove(["a:9"])
        nearest.add(passage_ids(range(9, 10)), vectors[45:50])
    stop.set()
    for reader in readers:
        reader.join()
    assert wrong == []
