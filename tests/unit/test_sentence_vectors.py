from pathlib import Path

import numpy as np
import pytest
from hash_embedding import HashEmbedding

from index import sentence_vectors
from index.embedding import Sentences, embed_passages
from index.passages import Span
from index.schema import open_engine


def stored(path: Path, *passages: tuple[str, Sentences]) -> dict[str, Sentences]:
    engine = open_engine(path / "catalogue.sqlite")
    with engine.begin() as connection:
        sentence_vectors.write(connection, passages)
        return sentence_vectors.read(connection, [name for name, _ in passages])


def test_what_is_written_is_read_but_for_rounding(tmp_path: Path):
    vectors = np.random.default_rng(3).normal(size=(2, 384)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    known = stored(tmp_path, ("a:0", Sentences((Span(0, 9), Span(10, 30)), vectors)))["a:0"]
    assert known.spans == (Span(0, 9), Span(10, 30))
    assert known.vectors.shape == (2, 384)
    assert np.diag(known.vectors @ vectors.T) == pytest.approx([1, 1], abs=0.01)


def test_writing_an_article_again_replaces_its_sentences(tmp_path: Path):
    one = Sentences((Span(0, 4),), np.ones((1, 4), np.float32))
    stored(tmp_path, ("a:0", one), ("a:1", one), ("b:0", one))
    stored(tmp_path, ("a:0", one))
    with open_engine(tmp_path / "catalogue.sqlite").connect() as connection:
        assert sentence_vectors.passage_ids(connection) == {"a:0", "b:0"}


def test_nothing_is_written_and_read(tmp_path: Path):
    assert stored(tmp_path) == {}


def test_a_model_without_parts_embeds_the_sentences_too():
    embedding = HashEmbedding()
    (found,) = embed_passages(embedding, [("Trams", "The tram stopped. The mill closed.")])
    assert found.sentences.spans == (Span(0, 17), Span(18, 34))
    alone = np.asarray(embedding.get_text_embedding("The mill closed."), np.float32)
    assert np.allclose(found.sentences.vectors[1], alone)
    assert np.linalg.norm(found.vector) == pytest.approx(1, abs=1e-5)


def test_a_passage_leans_to_its_title():
    embedding = HashEmbedding()
    text = "It was closed in the spring."
    plain, titled = (embed_passages(embedding, [(t, text)])[0].vector for t in (text, "Mill"))
    asked = np.asarray(embedding.get_query_embedding("mill"), np.float32)
    assert titled @ asked > plain @ asked
