"""Collections and languages as filters: exact, before the search, in both channels."""

import dataclasses
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hash_embedding import HashEmbedding

import index.library
from index import Filters, Library
from index.articles import Read, Refused, Unchanged
from index.errors import FilterError, InputError
from index.reading import read

Write = Callable[[str, str | bytes], Path]


@pytest.fixture(autouse=True)
def _languages(monkeypatch: pytest.MonkeyPatch) -> None:
    """State the language as a reader of pages does."""

    def stating(what: str, *how: Any) -> Iterator[Read | Refused | Unchanged]:
        for item in read(what, *how):
            assert isinstance(item, Read)
            code = {"The": "en", "Die": "de"}.get(item.article.text[:3], "")
            article = dataclasses.replace(item.article, language=code)
            yield dataclasses.replace(item, article=article)

    monkeypatch.setattr(index.library, "read", stating)


def record(name: str, text: str = "The tram line in Larch is open.", **fields: str) -> str:
    return json.dumps({"text": f"{text} So says {name}.", "id": name, "source": name, **fields})


def dense(library: Library, filters: Filters) -> set[str]:
    vector = library.embedding.get_query_embedding("tram")
    return {i.rpartition(":")[0] for i, _ in library.vectors.search(vector, 100, filters)}


def lexical(library: Library, filters: Filters) -> set[str]:
    return {i.rpartition(":")[0] for i, _ in library._catalogue.search("tram", 100, filters)}


def found(library: Library, **wanted: tuple[str, ...]) -> set[str]:
    """Give the sources found; both channels and the list must agree."""
    filters = library.filters(**wanted)
    ids = {entry.id for entry in library.entries(filters)}
    assert dense(library, filters) == lexical(library, filters) == ids
    assert {hit.node.metadata["article_id"] for hit in library.search("tram", 9, filters)} <= ids
    return {library.article(article_id).source for article_id in ids}


@pytest.fixture
def two(library: Library, write: Write) -> Library:
    library.add(write("a.jsonl", record("A") + "\n" + record("B")), collections=["Trams"])
    library.add(write("b.jsonl", record("C")), collections=["Trams", "North Quay"])
    library.add(write("c.jsonl", record("D")))
    return library


def test_only_the_collections_that_were_named_are_found(two: Library):
    assert found(two) == {"A", "B", "C", "D"}
    assert found(two, collections=("Trams",)) == {"A", "B", "C"}
    assert found(two, collections=("north quay",)) == {"C"}
    assert found(two, collections=("Trams", "North Quay")) == {"A", "B", "C"}
    assert found(two, collections=("Trams",), sources=("B",)) == {"B"}


def test_an_unchanged_article_is_put_in_a_collection_without_being_embedded(
    two: Library, write: Write
):
    embedded = len(two.embedding.texts)
    report = two.add(write("c.jsonl", record("D")), collections=["Late"])
    assert [(o.status, o.passages) for o in report.outcomes] == [("unchanged", 0)]
    assert found(two, collections=("Late",)) == {"D"}
    assert len(two.embedding.texts) == embedded
    assert len(two.versions(next(two.entries(two.filters(collections=("Late",)))).id)) == 1
    assert two.check() == []
    # And it stays in those that it was in.
    two.add(write("b.jsonl", record("C")), collections=["Late"])
    assert found(two, collections=("North Quay",)) == {"C"}
    assert found(two, collections=("Late",)) == {"C", "D"}


def test_a_changed_article_stays_in_its_collections(two: Library, write: Write):
    two.add(write("b.jsonl", record("C", "The tram line in Larch is closed.")))
    assert found(two, collections=("North Quay",)) == {"C"}


def test_a_further_address_puts_its_article_in_the_collection(library: Library, write: Write):
    path = write("a.txt", "The tram line in Larch is open.")
    library.add(path)
    library.add(write("b.txt", path.read_text()), collections=["Copies"])
    assert found(library, collections=("Copies",)) == {"a.txt"}
    both = write("c.txt", "A tram."), write("d.txt", "A tram.")
    library.add(*both, collections=["Both"])
    assert found(library, collections=("Both",)) == {"c.txt"}


def test_many_copies_of_one_article_put_it_in_the_collection_once(library: Library, write: Write):
    lines = "\n".join(json.dumps({"text": "A tram.", "id": str(n)}) for n in range(50))
    for _ in range(2):
        library.add(write("a.jsonl", lines), collections=["Trams"])
        assert found(library, collections=("Trams",)) == {"a.jsonl"}
    library.add(write("a.jsonl", lines), collections=["Trams", "Late", "Late"])
    assert found(library, collections=("Late",)) == {"a.jsonl"}
    assert library.counts().vectors == 1


def test_a_collection_goes_with_its_last_article(two: Library):
    two.remove([entry.id for entry in two.entries(two.filters(collections=("North Quay",)))])
    with pytest.raises(FilterError, match=r"no collection 'North Quay' .* there are: Trams"):
        two.filters(collections=("North Quay",))


def test_repair_gives_the_vectors_their_collections_back(tmp_path: Path, write: Write):
    with Library.open(tmp_path / "library", embedding=HashEmbedding()) as library:
        library.add(write("a.jsonl", record("A")), collections=["Trams"])
        library.vectors.delete([next(library.entries()).id])
        list(library.repair())
        assert found(library, collections=("Trams",), languages=("en",)) == {"A"}


@pytest.mark.parametrize(
    "name", ["Trams", "trams", "a b", "ä", "O'Neil's \"%_\" $and", "字", "x" * 500, "a,b"]
)
def test_a_collection_may_have_any_name_and_is_no_part_of_another(
    library: Library, write: Write, name: str
):
    library.add(write("a.jsonl", record("A")), collections=[name])
    library.add(write("b.jsonl", record("B")), collections=[name + "x"])
    filters = Filters(collections=(name,))
    ids = {entry.id for entry in library.entries(filters)}
    assert dense(library, filters) == lexical(library, filters) == ids
    assert {library.article(article_id).source for article_id in ids} == {"A"}


@pytest.mark.parametrize("name", ["", "  "])
def test_a_collection_without_a_name_is_refused(library: Library, write: Write, name: str):
    with pytest.raises(InputError, match="a collection needs a name"):
        library.add(write("a.jsonl", record("A")), collections=[name])
    assert library.counts().articles == 0


def test_only_the_languages_that_were_named_are_found(library: Library, write: Write):
    lines = [record("A"), record("B", "Die tram in Larch ist offen."), record("C", "Tram! 1901")]
    library.add(write("a.jsonl", "\n".join(lines)))
    assert found(library, languages=("DE",)) == {"B"}
    assert found(library, languages=("en",)) == {"A"}
    assert found(library, languages=("en", "de")) == {"A", "B"}
    with pytest.raises(FilterError, match="no language 'fr' in this library; there are: de, en"):
        library.filters(languages=("fr",))
