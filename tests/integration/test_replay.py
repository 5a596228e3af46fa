"""An answer saved with what it came from, and what `replay` says after the library has changed."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hash_embedding import HashEmbedding

from assistant import Answer, Asking, Settings, Verdict, replay
from assistant.answer import Citation, Evidence, Hit, Sentence, Window
from index import Library, fingerprint
from index.errors import InputError

PRISON = "How long was Gerald Impey sent to prison for?"
MONTHS = "Gerald Impey was sent to prison for 26 months on Tuesday."
QUOTE = (
    "A former treasurer who took $84,500 from the Kelder Bay lifeboat fund was sent to prison "
    "for 26 months on Tuesday."
)
JAILED = "harbinger/2025-04-30-lifeboat-treasurer-jailed.md"


@pytest.fixture
def own(tmp_path: Path, sample: Path) -> Iterator[Library]:
    """A library of copies of some sample articles, to be changed."""
    folder = tmp_path / "articles"
    for path in sorted((sample / "harbinger").glob("*.md")):
        copy = folder / "harbinger" / path.name
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(path.read_bytes())
    with Library.open(tmp_path / "own", embedding=HashEmbedding()) as library:
        library.add(folder)
        yield library


@pytest.fixture
def settings() -> Settings:
    return Settings(llm_url="http://127.0.0.1:9/v1", llm_model="the-model")


def asked(library: Library, settings: Settings, file: Path) -> Answer:
    """Save an answer over the library that cites, and had read, one sentence."""
    hits = tuple(Hit.from_node(node) for node in library.search(PRISON, settings.top_k))
    hit = next(hit for hit in hits if QUOTE in hit.text)
    start = hit.start + hit.text.index(QUOTE)
    place = {
        "article_id": hit.article_id,
        "passage_id": hit.passage_id,
        "source": hit.source,
        "published": hit.published,
        "start": start,
        "end": start + len(QUOTE),
    }
    answer = Answer(
        question=PRISON,
        standalone_question=PRISON,
        text=MONTHS,
        sentences=(Sentence(text=MONTHS, verdict=Verdict.SUPPORTED, citations=(1,)),),
        citations=(Citation(marker=1, title=hit.title, url=hit.url, quote=QUOTE, **place),),
        hits=hits,
        windows=(Window(evidence=(Evidence(text=QUOTE, **place),), prompt="…"),),
        model=settings.llm_model,
    )
    replay.save(file, answer, Asking(), library.folder, settings)
    return answer


def drift(library: Library, file: Path) -> replay.Drift:
    saved = replay.load(file)
    found = library.search(saved.answer.standalone_question, saved.top_k)
    return replay.compare(saved, [Hit.from_node(node) for node in found], library)


def test_a_record_comes_back_as_it_was_saved_and_nothing_has_drifted(
    own: Library, settings: Settings, tmp_path: Path
):
    file = tmp_path / "answer.json"
    answer = asked(own, settings, file)
    saved = replay.load(file)
    assert saved.answer == answer
    assert saved.library == fingerprint.take(own.folder)
    assert set(saved.articles) == {hit.article_id for hit in answer.hits}
    assert saved.model == replay.Model(
        name="the-model",
        file="",
        file_bytes=0,
        url=settings.llm_url,
        evidence_tokens=settings.evidence_tokens,
        windows=settings.windows,
        answer_tokens=200,
    )
    assert saved.constant[0][0] == "system"
    assert "Use only what the passages say" in saved.constant[0][1]
    found = drift(own, file)
    assert not found
    assert found == replay.Drift(titles=found.titles)
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_an_article_that_reads_differently_now_is_named_with_what_no_longer_stands(
    own: Library, settings: Settings, tmp_path: Path
):
    file = tmp_path / "answer.json"
    answer = asked(own, settings, file)
    path = tmp_path / "articles" / JAILED
    path.write_text(path.read_text().replace("26 months", "27 months"))
    own.add(tmp_path / "articles")
    found = drift(own, file)
    cited = answer.citations[0]
    assert found
    assert found.changed == (cited.article_id,)
    assert (found.citations, found.evidence) == ((cited,), answer.windows[0].evidence)
    assert found.titles[cited.article_id] == cited.title
    count = fingerprint.take(own.folder).articles
    assert found.library == f"still {count} articles, not the same"


def test_an_article_that_is_gone_is_named_and_its_hits_went(
    own: Library, settings: Settings, tmp_path: Path
):
    file = tmp_path / "answer.json"
    answer = asked(own, settings, file)
    cited = answer.citations[0]
    own.remove([cited.article_id])
    found = drift(own, file)
    assert found.removed == (cited.article_id,)
    assert found.citations == answer.citations
    went = [hit for hit in found.hits if hit.now is None]
    assert cited.passage_id in {hit.passage_id for hit in went}
    number = fingerprint.take(own.folder).articles
    assert found.library == f"{number + 1} articles, now {number}"


def test_a_new_article_that_comes_before_the_others_is_named_and_they_moved(
    own: Library, settings: Settings, tmp_path: Path
):
    file = tmp_path / "answer.json"
    asked(own, settings, file)
    (tmp_path / "articles" / "new.txt").write_text(
        "Impey in prison\n\nHow long Gerald Impey was sent to prison for was asked on Friday."
    )
    own.add(tmp_path / "articles" / "new.txt")
    found = drift(own, file)
    assert (found.changed, found.removed, found.citations) == ((), (), ())
    came = [hit for hit in found.hits if hit.was is None]
    assert any(hit.title.startswith("Impey in prison") for hit in came)
    assert all(hit.was != hit.now or hit.score_was != hit.score_now for hit in found.hits)


def test_a_fingerprint_tells_changes_and_only_those(own: Library, tmp_path: Path):
    before = fingerprint.take(own.folder)
    own.add(tmp_path / "articles")
    assert fingerprint.take(own.folder) == before
    (tmp_path / "articles" / "new.txt").write_text("A goat won the race on Friday.")
    own.add(tmp_path / "articles" / "new.txt")
    after = fingerprint.take(own.folder)
    assert after.articles == before.articles + 1
    assert after.digest != before.digest


def test_a_file_that_is_there_already_is_never_written_over(
    own: Library, settings: Settings, tmp_path: Path
):
    file = tmp_path / "answer.json"
    file.write_text("mine")
    with pytest.raises(InputError, match=f"{file}: there is such a file already"):
        replay.require_free(file)
    with pytest.raises(InputError, match="there is such a file already"):
        asked(own, settings, file)
    assert file.read_text() == "mine"
    with pytest.raises(InputError, match="there is no folder"):
        replay.require_free(tmp_path / "none" / "answer.json")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("not json", "is no JSON; expected a record that `dateline ask QUESTION --save FILE`"),
        ("[1, 2]", "expected a record"),
        (Answer(question="q", standalone_question="q").model_dump_json(), "is an answer alone"),
        (json.dumps({"format": 2, "dateline": "9.0"}), r"format 2; this Dateline reads format 1"),
        (json.dumps({"format": 1}), "dateline: Field required; expected a record"),
    ],
)
def test_what_is_no_record_is_named_as_what_it_is(tmp_path: Path, content: str, said: str):
    file = tmp_path / "answer.json"
    file.write_text(content)
    with pytest.raises(InputError, match=said):
        replay.load(file)


def test_a_record_that_is_not_there_is_named(tmp_path: Path):
    with pytest.raises(InputError, match=r"none\.json cannot be read: No such file"):
        replay.load(tmp_path / "none.json")
