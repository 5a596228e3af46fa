"""Fixtures for all tests: no network, no settings of the user, models that are fast or scripted."""

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

# Helpers are no package: a folder of tests that could be imported would shadow the product's.
sys.path.insert(0, str(Path(__file__).parent / "support"))

from hash_embedding import HashEmbedding
from network_guard import NetworkGuard
from scripted_model import ScriptedModel
from web_site import WebSite

from assistant import Assistant, Settings
from index import Library

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "tests" / "data" / "sample"
# Lent beside the checkout and never copied into it.
SEED = ROOT.parent / "shared" / "data" / "seed-article.txt"


@pytest.fixture(scope="session", autouse=True)
def network() -> Iterator[NetworkGuard]:
    """Refuse every connection that leaves this machine, also while fixtures are made."""
    with pytest.MonkeyPatch.context() as patch:
        yield NetworkGuard(patch)


@pytest.fixture(scope="session", autouse=True)
def _no_settings_of_the_user() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for name in list(os.environ):
            # The models may lie elsewhere: they are big, and read only.
            if name.startswith("DATELINE_") and name != "DATELINE_MODELS":
                patch.delenv(name)
        yield


@pytest.fixture(autouse=True)
def _no_network(network: NetworkGuard) -> Iterator[None]:
    """Fail a test that tried to leave this machine, even where the attempt was caught."""
    network.tried.clear()
    yield
    if network.tried:
        pytest.fail(f"the network was used: {', '.join(network.tried)}")


@pytest.fixture(autouse=True)
def _own_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATELINE_LIBRARY", str(tmp_path / "default library"))


@pytest.fixture
def embedding() -> HashEmbedding:
    """A fast, deterministic embedding model that remembers what it embedded."""
    return HashEmbedding()


@pytest.fixture
def library(tmp_path: Path, embedding: HashEmbedding) -> Iterator[Library]:
    """An empty library."""
    with Library.open(tmp_path / "library", embedding=embedding) as library:
        yield library


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str | bytes], Path]:
    """Give a function that writes a file into a folder of articles and gives its path."""

    def write(name: str, content: str | bytes) -> Path:
        path = tmp_path / "articles" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


@pytest.fixture(scope="session")
def sample() -> Path:
    """The folder of invented articles; tests/data/sample-README.md says what is in it."""
    return SAMPLE


@pytest.fixture(scope="session")
def sample_library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """The sample articles, not to be changed by a test."""
    folder = tmp_path_factory.mktemp("sample") / "library"
    with Library.open(folder, embedding=HashEmbedding()) as library:
        library.add(SAMPLE)
        yield library


@pytest.fixture(scope="session")
def minilm_sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """The sample articles with the real embedding model, not to be changed by a test."""
    with Library.open(tmp_path_factory.mktemp("minilm") / "library") as library:
        library.add(SAMPLE)
        yield library


@pytest.fixture
def site() -> Iterator[WebSite]:
    """A web site whose pages the test writes."""
    site = WebSite()
    yield site
    site.close()


@pytest.fixture
def scripted_model() -> Iterator[ScriptedModel]:
    """A language model's server whose answers the test writes."""
    model = ScriptedModel()
    yield model
    model.close()


@pytest.fixture(scope="session")
def seed_article() -> Path:
    """The article that the project was asked for with."""
    if not SEED.exists():
        pytest.skip(f"the seed article is not lent here: no {SEED}")
    return SEED


@pytest.fixture(scope="session")
def real_assistant(
    seed_article: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Assistant]:
    """The real models over the seed article; for tests marked `model`."""
    with Library.open(tmp_path_factory.mktemp("seed") / "library") as library:
        library.add(seed_article)
        with Assistant(library, Settings()) as assistant:
            yield assistant
