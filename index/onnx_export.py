"""MiniLM exported once for ONNX Runtime, in the form that this processor computes fastest.

Exported from the sentence-transformers model that was checked, beside it in the models folder;
nothing is fetched. The file is a cache: lost or damaged, it is made again.
"""

import hashlib
import logging
import os
import platform
import shutil
import tempfile
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

from filelock import FileLock

if TYPE_CHECKING:
    import torch

# Raised when the exported graph changes, so that an earlier Dateline's file is not taken for it.
_VERSION = 2
# Instructions that multiply 8-bit numbers several times faster than floats; without them nothing
# is gained, and older ones overflow (docs/decisions/0007).
_INT8 = {"avx512_vnni", "avx_vnni", "asimddp"}


def exported(folder: Path) -> Path | None:
    """Give the exported model of a sentence-transformers folder, made now if need be (15 s, once).

    Args:
        folder: The model's folder; two processes may ask at once.

    Returns:
        The file; None where the folder cannot be written.
    """
    place, kind = folder / "onnx", "int8" if has_int8() else "float32"
    try:
        if found := _sound(place, kind):
            return found
        place.mkdir(exist_ok=True)
        with FileLock(place / "export.lock"):
            return _sound(place, kind) or _export(folder, place, kind)
    except OSError as error:
        logging.getLogger(__name__).warning(
            "%s cannot be written (%s): the embedding model runs in PyTorch, two to three times "
            "slower; make it writable once, or name another models folder by DATELINE_MODELS",
            place,
            error.strerror or error,
        )
        return None


def has_int8() -> bool:
    """Tell whether this processor multiplies 8-bit numbers fast."""
    if platform.system() == "Darwin":
        return platform.machine() == "arm64"
    try:
        text = Path("/proc/cpuinfo").read_text()
    except OSError:
        return False
    return not _INT8.isdisjoint(text.split())


def _sound(place: Path, kind: str) -> Path | None:
    """Give the file if it is there and its bytes are those that its name tells; else remove it."""
    for path in place.glob(f"{kind}-v{_VERSION}-*.onnx"):
        if path.stem.endswith(f"-{_digest(path)}"):
            return path
        path.unlink()
    return None


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:16]


def _export(folder: Path, place: Path, kind: str) -> Path:
    """Write the model: one text's tokens in; its vector of unit length and its tokens' own out."""
    for left in place.glob("partial-*"):
        shutil.rmtree(left)
    with tempfile.TemporaryDirectory(dir=place, prefix="partial-") as name:
        made = Path(name) / "float32.onnx"
        _trace(folder, made)
        if kind == "int8":
            made = _quantised(made)
        path = place / f"{kind}-v{_VERSION}-{_digest(made)}.onnx"
        os.replace(made, path)
    return path


def _trace(folder: Path, path: Path) -> None:
    import torch
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging as progress

    # Its bar over 103 tensors, done in a tenth of a second, would stand in every output.
    progress.disable_progress_bar()  # type: ignore[no-untyped-call]
    transformer: Any = SentenceTransformer(str(folder), device="cpu")[0].model

    class Whole(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.transformer = transformer

        def forward(self, tokens: "torch.Tensor") -> tuple["torch.Tensor", "torch.Tensor"]:
            # One text at a time needs no mask: the mean over its tokens is the mean over all.
            words = self.transformer(input_ids=tokens).last_hidden_state
            return torch.nn.functional.normalize(words.mean(dim=1), dim=1), words

    with warnings.catch_warnings():
        # The newer exporter needs two more packages and gives the same graph.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            Whole().eval(),
            (torch.ones(1, 8, dtype=torch.long),),
            path,
            input_names=["tokens"],
            output_names=["vector", "words"],
            dynamic_axes={"tokens": {1: "length"}},
            opset_version=17,
            dynamo=False,
        )


def _quantised(plain: Path) -> Path:
    from onnxruntime.quantization import QuantType, quantize_dynamic

    small = plain.with_name("int8.onnx")
    root = logging.getLogger()
    level = root.level
    # It advises, by the root logger, a preparation that changes nothing here.
    root.setLevel(logging.ERROR)
    try:
        # By channel: with one scale a matrix the cosine to the original falls from 0.99 to 0.95.
        quantize_dynamic(plain, small, weight_type=QuantType.QInt8, per_channel=True)
    finally:
        root.setLevel(level)
    return small
