"""A cross-encoder that reads question and passage together: slower, and better if it is good."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from index.errors import WeightsMissing


class CrossEncoderReranker:
    """Scores passages for a question with a sentence-transformers cross-encoder.

    Args:
        folder: The model's folder, as `CrossEncoder.save_pretrained` writes it; nothing is fetched.

    Raises:
        WeightsMissing: If the folder holds no cross-encoder.
    """

    def __init__(self, folder: str | Path) -> None:
        path = Path(folder).expanduser()
        if not (path / "config.json").is_file():
            raise WeightsMissing(
                f"no cross-encoder in {path} (no config.json there); name the folder of a model "
                "that sentence-transformers saved, or leave --reranker out"
            )
        from sentence_transformers import CrossEncoder

        try:
            self._model: Any = CrossEncoder(
                str(path), device="cpu", local_files_only=True, num_labels=1
            )
        except Exception as error:
            # transformers raises whatever a damaged or foreign folder leads it to.
            raise WeightsMissing(f"{path} is no cross-encoder ({error})") from error

    def __call__(self, question: str, texts: Sequence[str]) -> list[float]:
        """Give a score for each text, higher is better."""
        pairs = [(question, text) for text in texts]
        return [float(score) for score in self._model.predict(pairs, show_progress_bar=False)]
