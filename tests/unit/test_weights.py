import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from index import weights
from index.errors import DiskFull, WeightsMissing
from index.weights import DEFAULTS, Weights

CONTENT = b"the weights of a very small model"
SHA256 = hashlib.sha256(CONTENT).hexdigest()

Make = Callable[..., Weights]


@pytest.fixture
def make(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Make:
    """Give a function that describes a small model, in a models folder of the test's own."""
    monkeypatch.setenv("DATELINE_MODELS", str(tmp_path / "models"))

    def make(file: str = "small.gguf", content: bytes = CONTENT, **other: object) -> Weights:
        described = {
            "name": "Small",
            "use": "tests",
            "licence": "Apache-2.0",
            "file": file,
            "size": len(content),
            "sha256": hashlib.sha256(content).hexdigest(),
            "wheels": "none.txt",
            "hub": ("nobody/nothing", file),
        }
        return Weights(**{**described, **other})

    return make


def put(model: Weights, content: bytes) -> None:
    model.path.parent.mkdir(parents=True, exist_ok=True)
    model.path.write_bytes(content)


def left_behind(model: Weights) -> list[str]:
    """Give what lies in the models folder but locks."""
    folder = weights.models_folder()
    return sorted(path.name for path in folder.rglob("*") if path.suffix != ".lock")


def test_the_models_folder_is_the_one_of_the_environment(make: Make, tmp_path: Path):
    assert make().path == tmp_path / "models" / "small.gguf"


def test_a_file_that_is_not_there_is_missing(make: Make):
    assert weights.state(make()) == weights.check(make()) == "missing"


def test_a_file_of_another_size_is_damaged(make: Make):
    put(make(), CONTENT[:-1])
    assert weights.state(make()) == weights.check(make()) == "damaged"


def test_a_file_of_the_right_size_and_other_content_is_damaged_when_checked(make: Make):
    put(make(), CONTENT.swapcase())
    assert weights.state(make()) == "ready"
    assert weights.check(make()) == "damaged"


def test_the_right_file_is_ready(make: Make):
    put(make(), CONTENT)
    assert weights.state(make()) == weights.check(make()) == "ready"
    assert weights.require(make()) == make().path


def test_a_missing_file_is_named_with_the_command_that_fetches_it(make: Make):
    with pytest.raises(WeightsMissing) as error:
        weights.require(make())
    assert str(error.value) == (
        f"the model Small is not here ({make().path}); `dateline models pull` fetches it"
    )


def test_a_damaged_file_is_named_with_both_sizes(make: Make):
    put(make(), b"short")
    with pytest.raises(WeightsMissing) as error:
        weights.require(make())
    assert str(error.value) == (
        f"the model file {make().path} has 5 bytes instead of {len(CONTENT)}; "
        "`dateline models pull` fetches it again"
    )


def test_a_file_that_is_given_is_put_in_place(make: Make, tmp_path: Path):
    given = tmp_path / "mine.gguf"
    given.write_bytes(CONTENT)
    progress: list[tuple[int, int]] = []
    weights.pull(make(), given, lambda done, total: progress.append((done, total)))
    assert make().path.read_bytes() == CONTENT
    assert weights.check(make()) == "ready"
    assert progress[-1] == (len(CONTENT), len(CONTENT))
    assert left_behind(make()) == ["small.gguf"]


def test_a_folder_that_is_given_is_put_in_place(make: Make, tmp_path: Path):
    given = tmp_path / "mine"
    given.mkdir()
    (given / "model.safetensors").write_bytes(CONTENT)
    (given / "config.json").write_text("{}")
    model = make("small/model.safetensors")
    weights.pull(model, given)
    assert weights.check(model) == "ready"
    assert (model.path.parent / "config.json").read_text() == "{}"


def test_a_given_file_takes_the_place_of_a_damaged_one(make: Make, tmp_path: Path):
    put(make(), b"damaged")
    given = tmp_path / "mine.gguf"
    given.write_bytes(CONTENT)
    weights.pull(make(), given)
    assert weights.check(make()) == "ready"


def test_a_given_file_with_another_hash_is_refused_and_leaves_nothing(make: Make, tmp_path: Path):
    given = tmp_path / "mine.gguf"
    given.write_bytes(CONTENT.swapcase())
    with pytest.raises(WeightsMissing) as error:
        weights.pull(make(), given)
    found = hashlib.sha256(CONTENT.swapcase()).hexdigest()[:12]
    assert f"expected SHA-256 {SHA256[:12]}…" in str(error.value)
    assert f"file: its SHA-256 is {found}…" in str(error.value)
    assert left_behind(make()) == []


def test_a_given_file_that_does_not_exist_is_named(make: Make, tmp_path: Path):
    with pytest.raises(WeightsMissing, match=r"mine\.gguf"):
        weights.pull(make(), tmp_path / "mine.gguf")
    assert left_behind(make()) == []


def test_a_given_folder_without_the_file_is_refused(make: Make, tmp_path: Path):
    (tmp_path / "mine").mkdir()
    with pytest.raises(WeightsMissing, match=r"model\.safetensors"):
        weights.pull(make("small/model.safetensors"), tmp_path / "mine")
    assert left_behind(make()) == []


def test_a_lone_file_is_no_model_where_a_folder_is_needed(make: Make, tmp_path: Path):
    given = tmp_path / "model.safetensors"
    given.write_bytes(CONTENT)
    with pytest.raises(WeightsMissing):
        weights.pull(make("small/model.safetensors"), given)


def test_a_model_that_is_ready_is_not_fetched_again(make: Make, tmp_path: Path):
    put(make(), CONTENT)
    weights.pull(make(), tmp_path / "never looked at")
    assert make().path.read_bytes() == CONTENT


def test_too_little_room_is_told_before_anything_is_fetched(make: Make):
    with pytest.raises(DiskFull, match=r"Small needs 1200000000.0 GB in .*DATELINE_MODELS"):
        weights.pull(make(size=10**18))
    assert left_behind(make()) == []


@pytest.mark.parametrize("model", DEFAULTS, ids=lambda model: model.use)
def test_a_default_model_names_its_licence_hash_and_wheels(model: Weights):
    from importlib import resources

    lines = resources.files("index").joinpath("wheels", model.wheels).read_text().splitlines()
    requirements = [line for line in lines if not line.startswith("#")]
    assert requirements
    assert all("==" in line and "--hash=sha256:" in line for line in requirements)
    assert model.licence == "Apache-2.0"
    assert len(model.sha256) == 64
