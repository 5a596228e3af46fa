"""`dateline models` and `dateline doctor`, with a models folder made by the test."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from dateline_command import Dateline, Done, sample_library

from index import weights

Write = Callable[[str, str | bytes], Path]
LANGUAGE, EMBEDDING = weights.LANGUAGE_MODEL, weights.EMBEDDING_MODEL
CUT = b"GGUF" + b"\0" * 1000


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A models folder with the real embedding model and a language model that was cut short."""
    folder = tmp_path / "models"
    folder.mkdir()
    (folder / "all-MiniLM-L6-v2").symlink_to(EMBEDDING.path.parent)
    (folder / LANGUAGE.file).write_bytes(CUT)
    return folder


@pytest.fixture
def dateline(tmp_path: Path, folder: Path) -> Dateline:
    return Dateline(tmp_path / "library").having(DATELINE_MODELS=folder)


@pytest.fixture(scope="module")
def over_sample(tmp_path_factory: pytest.TempPathFactory) -> Dateline:
    """The command over the sample articles, for tests that mend what they break."""
    folder = tmp_path_factory.mktemp("models") / "library"
    return sample_library(tmp_path_factory.getbasetemp(), folder)


def library_of(doctor: Done) -> tuple[bool, str]:
    """Give what the doctor found of the library."""
    (found,) = (finding for finding in doctor.json if finding["subject"] == "library")
    return found["sound"], found["found"]


def test_the_models_are_listed_with_licence_hash_and_state(dateline: Dateline, folder: Path):
    done = dateline("models", "list")
    assert done.status == 0
    for model in (LANGUAGE, EMBEDDING):
        for fact in (model.name, model.licence, model.sha256, str(folder / model.file)):
            assert fact in done.out
    assert [line.split()[1] for line in done.out.splitlines() if "state" in line] == [
        "damaged",
        "ready",
    ]


def test_the_models_are_listed_without_a_subcommand_too(dateline: Dateline):
    assert dateline("models").out == dateline("models", "list").out


def test_the_models_as_json_are_one_document(dateline: Dateline):
    models = {model["name"]: model["state"] for model in dateline("models", "list", "--json").json}
    assert models == {LANGUAGE.name: "damaged", EMBEDDING.name: "ready"}


def test_check_compares_hashes_and_fails_where_one_is_wrong(dateline: Dateline, folder: Path):
    (folder / LANGUAGE.file).unlink()
    done = dateline("models", "check")
    assert done.status == 1
    assert f"missing  {LANGUAGE.name}" in done.out
    assert f"ready  {EMBEDDING.name}" in done.out
    assert "`dateline models pull` fetches what is missing or damaged" in done.out


@pytest.mark.parametrize("name", ["wrong.gguf", "model.safetensors"])
def test_a_wrong_file_is_refused_and_nothing_is_left_of_it(tmp_path: Path, write: Write, name: str):
    empty = tmp_path / "empty"
    wrong = write(name, b"GGUF and not the model")
    done = Dateline(tmp_path / "library").having(DATELINE_MODELS=empty)(
        "models", "pull", "--from", wrong
    )
    assert done.status == 1
    assert "could not be fetched" in done.words
    assert "its SHA-256 is" in done.words
    assert "Traceback" not in done.err
    assert [path for path in empty.rglob("*") if path.stat().st_size > 0] == []
    assert wrong.read_bytes() == b"GGUF and not the model"


def test_a_wrong_file_does_not_take_the_place_of_a_good_one(
    dateline: Dateline, folder: Path, write: Write
):
    wrong = write("model.safetensors", b"not the model")
    dateline("models", "pull", "--from", wrong)
    assert (folder / EMBEDDING.file).stat().st_size == EMBEDDING.size
    assert EMBEDDING.path.stat().st_size == EMBEDDING.size


def test_a_good_file_is_taken(tmp_path: Path):
    models = tmp_path / "new"
    given = tmp_path / "given"
    shutil.copytree(EMBEDDING.path.parent, given)
    dateline = Dateline(tmp_path / "library").having(DATELINE_MODELS=models)
    done = dateline("models", "pull", "--from", given)
    assert done.status == 0, done.err
    assert f"ready  {EMBEDDING.name}" in done.out
    assert weights.state(EMBEDDING) == "ready"
    assert (models / EMBEDDING.file).stat().st_size == EMBEDDING.size


def test_a_file_that_is_not_there_is_wrong_input(dateline: Dateline):
    done = dateline("models", "pull", "--from", "nowhere.gguf")
    assert done.status == 2
    assert "no such file: nowhere.gguf" in done.words


def test_the_doctor_names_a_model_that_was_cut_short(dateline: Dateline):
    done = dateline("doctor")
    assert done.status == 1
    bad = [line for line in done.out.splitlines() if line.startswith("BAD")]
    assert f"{LANGUAGE.name} is damaged; `dateline models pull` fetches it" in bad[0]
    assert "no library in" in bad[1]


def test_ask_names_a_model_that_was_cut_short(over_sample: Dateline, folder: Path):
    done = over_sample.having(DATELINE_MODELS=folder)("ask", "How much does the bearing weigh?")
    assert done.status == 1
    assert f"{folder / LANGUAGE.file} has {len(CUT):,} bytes instead of" in done.err
    assert "`dateline models pull` fetches it again" in done.err
    assert len(done.err.splitlines()) == 1


def test_where_all_is_in_order_the_doctor_says_so(over_sample: Dateline):
    done = over_sample("doctor")
    assert done.status == 0
    looked_at = [line.split()[:2] for line in done.out.splitlines()]
    assert {verdict for verdict, _ in looked_at} == {"ok"}
    assert {"versions", "disk", "memory", "model", "library"} <= {name for _, name in looked_at}
    assert f"{over_sample.library}: 33 articles, 130 passages" in done.out


def test_lost_vectors_are_found_and_mended(over_sample: Dateline, folder: Path):
    # The cut model is quicker to look at than the whole one.
    dateline = over_sample.having(DATELINE_MODELS=folder)
    shutil.rmtree(over_sample.library / "vectors")
    sound, found = library_of(dateline("doctor", "--json"))
    assert not sound
    assert "130 passages have no vector; `dateline doctor --repair` mends this" in found
    sound, found = library_of(dateline("doctor", "--repair", "--json"))
    assert sound
    assert found == f"{over_sample.library}: 33 articles, 130 passages, 33 articles mended"
