"""What a library was made with, and whether this Dateline and this embedding model may use it."""

import json
from pathlib import Path
from typing import Any

from index.catalogue import Catalogue
from index.errors import LibraryMismatch
from index.schema import FORMAT

_CALIBRATION = "calibration"


def check(catalogue: Catalogue, folder: Path, embedding: str, owner: bool, repair: bool) -> None:
    """Compare a library's manifest with what is in use; write it if there is none yet.

    Args:
        catalogue: The library's catalogue.
        folder: The library's folder, for messages.
        embedding: The fingerprint of the embedding model in use.
        owner: Whether this process may write.
        repair: Accept a library made by another embedding model.

    Raises:
        LibraryMismatch: If another embedding model made it.
    """
    made = catalogue.manifest()
    if not made and owner:
        catalogue.set_manifest({"format": str(FORMAT), "embedding": embedding})
        return
    if made.get("embedding", embedding) != embedding and not repair:
        raise LibraryMismatch(
            f"{folder} was made with the embedding model {made['embedding']}, this is "
            f"{embedding}; `dateline doctor --repair --library {folder}` embeds "
            "its passages anew"
        )


def calibrations(catalogue: Catalogue) -> dict[str, Any]:
    """Give what was kept by `keep_calibration`, by the embedding model's fingerprint."""
    try:
        kept = json.loads(catalogue.manifest().get(_CALIBRATION, "{}"))
    except ValueError:
        return {}
    return kept if isinstance(kept, dict) else {}


def keep_calibration(catalogue: Catalogue, embedding: str, values: dict[str, Any]) -> None:
    """Keep what was fitted for an embedding model; what was for others stays beside it."""
    kept = calibrations(catalogue) | {embedding: values}
    catalogue.set_manifest({_CALIBRATION: json.dumps(kept)})
