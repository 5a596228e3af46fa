"""What a search finds, in which order, and how it tells of it: the sample library."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from dateline_command import Dateline, sample_library
from hash_embedding import HashEmbedding

from index import Library
from index.errors import UnknownArticle, WeightsMissing
from index.explanation import in_words
from index.filters import Filters
from index.reranking import CrossEncoderReranker

Write = Callable[[str, str | bytes], Path]
BRIDGE = "Why was the Asker Swing Bridge closed?"


@pytest.fixture(scope="module")
def dateline(tmp_path_factory: pytest.TempPathFactory) -> Dateline:
    folder = tmp_path_factory.mktemp("search") / "library"
    return sample_library(tmp_path_factory.getbasetemp(), folder)


def test_sentences_as_hits_are_the_articles_own_words(sample_library: Library):
    hits = sample_library.search(BRIDGE, top_k=12, unit="sentence")
    assert len(hits) == 12
    for hit in hits:
        passage_id, _, number = hit.node.node_id.rpartition("/")
        article = sample_library.article(hit.node.metadata["article_id"])
        start, end = hit.node.start_char_idx, hit.node.end_char_idx
        assert article.text[start:end] == hit.node.get_content()
        assert passage_id.startswith(article.id)
        assert number.isdigit()
    assert len({hit.node.node_id for hit in hits}) == 12


def test_the_best_sentence_of_a_passage_stands_in_it(sample_library: Library):
    for hit in sample_library.search(BRIDGE):
        start, end = hit.node.metadata["best"]
        assert hit.node.start_char_idx <= start < end <= hit.node.end_char_idx


def test_one_story_takes_one_place(sample_library: Library):
    hits = sample_library.search("Pellhaven Foods cannery in Kelder Bay closes, 210 jobs lost")
    by_story: dict[str, set[str]] = {}
    for hit in hits:
        facts = hit.node.metadata
        by_story.setdefault(facts["story"], set()).add(facts["article_id"])
    assert all(len(articles) == 1 for articles in by_story.values())


def test_a_date_in_a_question_limits_the_search_and_is_told(sample_library: Library):
    question = "What was reported about the bridge in August 2025?"
    results = sample_library.retriever(8).search(question)
    assert results.dates.kind == "filter"
    assert (results.filters.since, results.filters.until) == (20250801, 20250831)
    assert results.hits
    assert all(hit.node.metadata["published"][:7] == "2025-08" for hit in results.hits)
    told = in_words(results.dates, results.filters)
    assert told == "“in August 2025” was read as: articles published from 2025-08-01 to 2025-08-31"


def test_dates_in_a_question_can_be_left_alone(sample_library: Library):
    results = sample_library.retriever(8, dates=False).search("What was reported in August 2025?")
    assert results.dates.kind == "none"
    assert results.filters == Filters()


def test_a_persons_own_limits_go_before_the_questions(sample_library: Library):
    own = sample_library.filters(since="2025-03", until="2025-03")
    results = sample_library.retriever(8, own).search("What was reported in August 2025?")
    assert results.filters == own


def test_where_nothing_is_from_that_time_the_search_goes_on_without(sample_library: Library):
    results = sample_library.retriever(8).search("What was reported about the bridge in May 1931?")
    assert results.hits
    assert results.filters == Filters()
    assert results.dates.kind == "about"


def test_an_archive_is_asked_as_of_its_newest_article(sample_library: Library):
    newest = max(entry.published for entry in sample_library.entries())
    dates, filters = sample_library.retriever().read_dates("What was reported this month?")
    assert dates.kind == "filter"
    assert str(filters.since) == newest[:7].replace("-", "") + "01"


def test_the_latest_goes_first_only_where_it_is_asked_for(library: Library, write: Write):
    library.add(
        write("old.md", "---\ndate: 2024-01-05\n---\nThe mill at Osk grinds barley for bread."),
        write("new.md", "---\ndate: 2025-11-05\n---\nThe mill in Larch grinds barley for beer."),
    )
    first = [
        library.search(question)[0].node.metadata["published"]
        for question in ("What does the mill at Osk grind?", "What does a mill grind currently?")
    ]
    assert first == ["2024-01-05", "2025-11-05"]


def test_undated_articles_pass_a_limit_only_where_that_is_wished(library: Library, write: Write):
    library.add(
        write("dated.md", "---\ndate: 2025-11-05\n---\nThe tram line of Larch was opened."),
        write("undated.md", "The tram line of Osk was opened by the mayor."),
    )
    for undated, expected in ((False, {"2025-11-05"}), (True, {"2025-11-05", ""})):
        filters = library.filters(since="2025", undated=undated)
        found = library.search("tram line", filters=filters)
        assert {hit.node.metadata["published"] for hit in found} == expected


def test_an_explanation_agrees_with_the_hits(sample_library: Library):
    retriever = sample_library.retriever(5, dates=False)
    explanation = retriever.explain(BRIDGE)
    taken = [one.passage_id for one in explanation.considered if one.fate == "taken"]
    assert set(taken) == {hit.node.node_id for hit in retriever.retrieve(BRIDGE)}
    assert [one.rank for one in explanation.considered] == list(
        range(1, len(explanation.considered) + 1)
    )
    assert all(one.fate for one in explanation.considered)
    assert all(one.dense_rank or one.lexical_rank for one in explanation.considered)


def test_why_not_names_the_filter(sample_library: Library):
    entry = next(e for e in sample_library.entries() if e.published.startswith("2025-08"))
    filters = sample_library.filters(since="2025-03", until="2025-03")
    found = sample_library.retriever(filters=filters).why_not(BRIDGE, entry.id)
    assert found.sentence == (
        "It was not searched: only articles published from 2025-03-01 to 2025-03-31 were."
    )


def test_why_not_tells_what_took_the_place(sample_library: Library):
    retriever = sample_library.retriever(1, dates=False)
    considered = retriever.explain(BRIDGE).considered
    hit = next(one.article_id for one in considered if one.fate == "taken")
    missed = next(one for one in considered if one.article_id != hit)
    assert retriever.why_not(BRIDGE, hit).sentence.endswith("is a hit.")
    told = retriever.why_not(BRIDGE, missed.article_id).sentence
    assert told.endswith(f"is no hit: {missed.fate}.")


def test_why_not_knows_only_articles_that_are_here(sample_library: Library):
    with pytest.raises(UnknownArticle):
        sample_library.retriever().why_not(BRIDGE, "ffffffffffffffff")


def test_a_reranker_orders_the_best_passages(sample_library: Library):
    seen: list[Sequence[str]] = []

    def longest_first(question: str, texts: Sequence[str]) -> list[float]:
        assert question == BRIDGE
        seen.append(texts)
        return [float(len(text)) for text in texts]

    hits = sample_library.search(BRIDGE, top_k=1, dates=False, reranker=longest_first)
    assert len(hits[0].node.get_content()) == max(map(len, seen[0]))


@pytest.mark.parametrize("made", [False, True])
def test_a_folder_without_a_cross_encoder_is_told(tmp_path: Path, made: bool):
    if made:
        (tmp_path / "config.json").write_text("{}")
    with pytest.raises(WeightsMissing, match=r"no cross-encoder|is no cross-encoder"):
        CrossEncoderReranker(tmp_path)


def test_a_cross_encoder_of_sentence_transformers_scores_texts(tmp_path: Path):
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizerFast

    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "tram", "bridge", "the"]
    (tmp_path / "vocab.txt").write_text("\n".join(words))
    tokenizer = BertTokenizerFast(vocab=str(tmp_path / "vocab.txt"))
    size = {"hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2}
    config = BertConfig(vocab_size=len(words), intermediate_size=16, num_labels=1, **size)
    BertForSequenceClassification(config).save_pretrained(tmp_path)
    tokenizer.save_pretrained(tmp_path)
    scores = CrossEncoderReranker(tmp_path)("the tram", ["the tram", "the bridge"])
    assert len(scores) == 2
    assert all(isinstance(score, float) for score in scores)


def test_search_explains_itself_on_the_command_line(dateline: Dateline):
    explained = dateline("search", BRIDGE, "--explain", "-k", "3", "--json").json
    fates = [one["fate"] for one in explained["considered"]]
    assert fates.count("taken") == 3
    shown = dateline("search", BRIDGE, "--explain", "-k", "3")
    assert shown.status == 0
    assert "taken" in shown.words


def test_why_not_on_the_command_line(dateline: Dateline):
    missed = dateline("list", "--json").json[0]["id"]
    found = dateline("why-not", BRIDGE, "--article", missed, "-k", "1", "--json").json
    assert json.dumps(found["sentence"])
    assert dateline("why-not", BRIDGE, "--article", missed).out.strip().endswith(".")
    done = dateline("why-not", BRIDGE, "--article", "ffff")
    assert done.status == 2
    assert "no article 'ffff' here" in done.words


def test_a_library_whose_sentences_are_lost_still_searches(library: Library, write: Write):
    import sqlalchemy as sa

    library.add(write("a.md", "The tram stopped. The mill closed."))
    with library._catalogue.writing() as connection:
        connection.execute(sa.text("DELETE FROM sentences"))
    (hit,) = library.search("mill")
    assert hit.node.get_content() == "The tram stopped. The mill closed."
    assert isinstance(library.embedding, HashEmbedding)
