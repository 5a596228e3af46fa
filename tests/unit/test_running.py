"""What the settings' page tells of what runs, and to whom."""

from pathlib import Path

import pytest
from shown_page import ATTACKS, as_markdown

from assistant import Assistant, Settings
from index import Library
from index.weights import LANGUAGE_MODEL
from ui import running
from ui.running import Fact, Viewer

HERE, ELSEWHERE = Viewer(here=True), Viewer("ann")
SERVER = "http://ann:hidden@models.example:8000/v1?key=hidden"


def told(library: Library, settings: Settings, viewer: Viewer) -> dict[str, str]:
    about = running.facts(Assistant(library, settings), viewer)
    return {fact.name: fact.told for some in about.values() for fact in some}


@pytest.fixture
def gguf(tmp_path: Path) -> Path:
    file = tmp_path / "models" / "small-q4.gguf"
    file.parent.mkdir()
    file.write_bytes(b"GGUF" + bytes(1_199_996))
    return file


def test_the_local_model_is_told_with_size_threads_and_context(library: Library, gguf: Path):
    settings = Settings(llm_file=gguf, llm_threads=2, llm_context=2048)
    facts = told(library, settings, HERE)
    assert facts["Model"] == "small-q4"
    assert facts["File"] == f"{gguf} (1.2 MB)"
    assert facts["Threads"].startswith("2 of ")
    assert facts["Context"] == "2,048 tokens"


def test_the_default_model_is_named_by_its_file(library: Library):
    assert told(library, Settings(), HERE)["Model"] == LANGUAGE_MODEL.path.stem


def test_a_model_whose_file_is_gone_is_told_so(library: Library, tmp_path: Path):
    facts = told(library, Settings(llm_file=tmp_path / "gone.gguf"), ELSEWHERE)
    assert facts["File"] == "gone.gguf (missing)"


def test_without_a_model_nothing_is_told_of_one(library: Library):
    facts = told(library, Settings(llm="none"), HERE)
    assert facts["Model"] == "none"
    assert not {"File", "Threads", "Writes"} & facts.keys()


def test_the_library_is_told_with_counts_and_size(sample_library: Library):
    facts = told(sample_library, Settings(llm="none"), HERE)
    held = sample_library.counts()
    assert facts["Name"] == sample_library.folder.name
    assert facts["Folder"] == str(sample_library.folder)
    assert facts["Holds"] == f"{held.articles} articles, {held.passages} passages"
    size = sum(file.stat().st_size for file in sample_library.folder.rglob("*") if file.is_file())
    assert facts["On disk"] == running.megabytes(size)


def test_who_is_signed_in_is_told(library: Library):
    assert told(library, Settings(llm="none"), ELSEWHERE)["Signed in"] == "ann"
    assert told(library, Settings(llm="none"), HERE)["Signed in"] == "nobody has to"


def test_only_who_is_at_the_machine_is_told_paths_and_addresses(library: Library, gguf: Path):
    reranker = gguf.parent / "cross-encoder"
    here, elsewhere = (
        told(library, Settings(llm_file=gguf, reranker=reranker), viewer)
        for viewer in (HERE, ELSEWHERE)
    )
    assert str(gguf) in here["File"]
    assert str(reranker) == here["Reranker"]
    assert (elsewhere["File"], elsewhere["Reranker"]) == ("small-q4.gguf (1.2 MB)", "cross-encoder")
    assert "Folder" not in elsewhere
    assert [text for text in elsewhere.values() if "/" in text] == []
    served = told(library, Settings(llm_url=SERVER), ELSEWHERE)
    assert served["Runs"] == "on a server"
    assert [text for text in served.values() if "models.example" in text] == []


def test_an_embedding_model_named_by_its_folder_is_told_by_its_name(library: Library):
    library.embedding.model_name = "/home/ann/models/e5-small"
    facts = told(library, Settings(llm="none"), ELSEWHERE)
    assert facts["Embedding model"] == "e5-small"


@pytest.mark.parametrize("viewer", [HERE, ELSEWHERE])
def test_nobody_is_told_a_key_or_a_password(library: Library, viewer: Viewer):
    settings = Settings(llm_url=SERVER, llm_key="hidden", llm_model="large")
    assert "hidden" not in running.page(running.facts(Assistant(library, settings), viewer))


def test_who_is_at_the_machine_is_told_the_server(library: Library):
    facts = told(library, Settings(llm_url=SERVER, llm_model="large"), HERE)
    assert (facts["Model"], facts["Runs"]) == (
        "large",
        "on a server at http://models.example:8000/v1",
    )


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_text_is_markup(attack: str):
    page = running.page({"Library": [Fact("Name", attack, "It says so.")]})
    shown = as_markdown(page)
    plain = as_markdown(running.page({"Library": [Fact("Name", "plain", "It says so.")]}))
    assert shown.tags == plain.tags
    assert " ".join(attack.split()) in shown.text
