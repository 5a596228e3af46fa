"""MiniLM in ONNX Runtime: the same vectors as in PyTorch, whatever happens to its file."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from index import embedding, onnx_export, weights
from index.passages import Span, sentences

SENTENCES = [f"{who} {what} in Port Ellery." for who in (
    "The mayor", "A ferry captain", "Nobody", "Zoë Müller", "Some 1,200 people",
) for what in (
    "spoke of the 2.5 % tax", "was hurt", "marched for the clinic", "opened a bridge", "slept",
    "bought £3m of wind turbines", "won the cup again", "saw a whale", "voted", "left at noon",
)]  # fmt: skip


@pytest.fixture(scope="module")
def exported() -> Path:
    folder = weights.require(weights.EMBEDDING_MODEL).parent
    path = onnx_export.exported(folder)
    if path is None:
        pytest.skip("the models folder cannot be written")
    return path


@pytest.fixture
def models(tmp_path: Path, exported: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A models folder of this test's own; gives the folder of its exported model."""
    folder = tmp_path / "models" / "all-MiniLM-L6-v2"
    shutil.copytree(exported.parents[1], folder)
    monkeypatch.setenv("DATELINE_MODELS", str(tmp_path / "models"))
    return folder / "onnx"


def test_the_vectors_equal_those_of_pytorch(exported: Path):
    onnx, torch = embedding.load(), embedding._in_torch(exported.parents[1])
    texts = [*SENTENCES, "", "one " * 400, "中文 😀", "  spaces  \n and lines "]
    ours = np.array(onnx.get_text_embedding_batch(texts))
    reference = np.array(torch.get_text_embedding_batch(texts))
    np.testing.assert_allclose(np.linalg.norm(ours, axis=1), 1, atol=1e-4)
    cosines = (ours * reference).sum(axis=1)
    assert cosines.min() > 0.97
    assert cosines[: len(SENTENCES)].mean() > 0.985


def test_a_text_has_one_vector_whatever_stands_beside_it(exported: Path):
    model = embedding.load()
    together = model.get_text_embedding_batch([*SENTENCES, "long " * 300])
    assert together[3] == model.get_text_embedding(SENTENCES[3])
    assert together[3] == model.get_query_embedding(SENTENCES[3])


def test_nothing_needs_pytorch_once_exported(models: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(onnx_export, "_trace", lambda *_: pytest.fail("exported again"))
    assert type(embedding.load()).__name__ == "OnnxEmbedding"


@pytest.mark.parametrize("damage", ["cut", "one bit", "missing"])
def test_a_damaged_file_is_made_again(models: Path, exported: Path, damage: str):
    path = models / exported.name
    whole = path.read_bytes()
    match damage:
        case "cut":
            path.write_bytes(whole[:-1000])
        case "one bit":
            path.write_bytes(whole[:5_000_000] + bytes([whole[5_000_000] ^ 1]) + whole[5_000_001:])
        case "missing":
            path.unlink()
    (models / "partial-killed").mkdir()
    assert type(embedding.load()).__name__ == "OnnxEmbedding"
    kept = list(models.glob(f"{path.stem.rpartition('-')[0]}-*.onnx"))
    assert len(kept) == 1
    assert onnx_export._sound(models, path.stem.partition("-")[0]) == kept[0]
    assert list(models.glob("partial-*")) == []


def test_a_folder_that_cannot_be_written_falls_back_to_pytorch(
    models: Path, caplog: pytest.LogCaptureFixture
):
    shutil.rmtree(models)
    models.write_text("in the way, as a read-only folder is")
    assert type(embedding.load()).__name__ == "HuggingFaceEmbedding"
    assert "make it writable once" in caplog.text


def test_a_failing_export_falls_back_to_pytorch(
    models: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    shutil.rmtree(models)

    def fail(*_: object):
        raise RuntimeError("no exporter")

    monkeypatch.setattr(onnx_export, "_trace", fail)
    assert type(embedding.load()).__name__ == "HuggingFaceEmbedding"
    assert "no exporter" in caplog.text
    assert list(models.glob("partial-*")) == []


def test_the_parts_of_a_text_have_vectors_of_their_own(exported: Path):
    onnx = embedding.load()
    text = "The ferry sank at Osk. The mayor baked a cake. Nobody came."
    spans = sentences(text)
    ((vector, parts),) = onnx.with_parts([text], [spans])
    assert np.allclose(vector, onnx.get_text_embedding(text), atol=1e-5)
    assert parts.shape == (3, len(vector))
    assert np.allclose(np.linalg.norm(parts, axis=1), 1, atol=1e-4)
    asked = np.asarray(onnx.get_query_embedding("What did the mayor bake?"), np.float32)
    assert int((parts @ asked).argmax()) == 1


def test_a_part_beyond_what_the_model_reads_has_the_vector_of_the_text(exported: Path):
    onnx = embedding.load()
    text = "tram " * 400 + "mill"
    ((vector, parts),) = onnx.with_parts([text], [[Span(0, 4), Span(2000, 2004)]])
    assert np.allclose(parts[1], vector)
    assert not np.allclose(parts[0], vector, atol=1e-3)
