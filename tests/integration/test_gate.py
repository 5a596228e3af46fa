import datetime
from collections.abc import Callable
from pathlib import Path

import pytest
from hash_embedding import HashEmbedding

from assistant.answer import Reason
from assistant.confidence import DEFAULT, FEATURES, Calibration, calibration_of, confidence
from assistant.gate import Refusal, before
from index import Filters, Library

# Only the nearest passage's cosine counts: 0.5 at a cosine of 0.3.
NEARNESS = Calibration(weights=(10.0, *(0.0,) * (len(FEATURES) - 1)), bias=-3.0, threshold=0.5)
TRAM = "How much did the new tram line in Larch cost?"

ARTICLES = {
    "tram.md": (
        "Larch opens its tram line",
        "Larch Courier",
        "2021-05-03",
        "Mayor Odile Brandt opened the new tram line in Larch on Saturday. The tram line cost 42 "
        "million crowns. The next line is to open in 2027, the mayor said.",
    ),
    "ferry.md": (
        "Ferry stays in harbour",
        "Vale News",
        "2022-03-04",
        "The ferry to Millfold stayed in the harbour because of the storm of 1987 proportions.",
    ),
}


@pytest.fixture
def news(library: Library, write: Callable[[str, str], Path]) -> Library:
    for name, (title, source, date, text) in ARTICLES.items():
        head = f"---\ntitle: {title}\nsource: {source}\ndate: {date}\n---\n"
        library.add(write(name, head + text))
    return library


def asked(
    library: Library, question: str, filters: Filters = Filters(), always: Filters = Filters()
) -> Refusal | None:
    results = library.retriever(8, filters).search(question)
    return before(library, question, results, NEARNESS, always)


def test_what_is_near_is_tried(news: Library):
    assert asked(news, TRAM) is None


def test_an_empty_library_is_the_reason(library: Library):
    refusal = asked(library, TRAM)
    assert refusal is not None
    assert (refusal.reason, refusal.coverage.articles) == (Reason.EMPTY_LIBRARY, 0)


def test_another_subject_is_not_near_and_the_coverage_is_told(news: Library):
    refusal = asked(news, "Did Argentina beat France?")
    assert refusal is not None
    assert refusal.reason == Reason.NOTHING_NEAR
    coverage = refusal.coverage
    assert (coverage.articles, coverage.sources) == (2, 2)
    assert (coverage.first, coverage.last) == ("2021-05-03", "2022-03-04")


def test_filters_that_no_article_passes_are_the_reason(news: Library):
    refusal = asked(news, TRAM, Filters(until=20200101))
    assert refusal is not None
    assert (refusal.reason, refusal.coverage.articles) == (Reason.NO_MATCH, 2)
    assert refusal.detail == "The filters: published to 2020-01-01."


def test_a_filter_that_hides_what_is_near_is_named(news: Library):
    refusal = asked(news, TRAM, Filters(sources=("Vale News",), until=20230101))
    assert refusal is not None
    assert refusal.reason == Reason.FILTERED
    assert refusal.detail == (
        "Without them there would be 1 passage of 1 article. What hides them: of Vale News."
    )
    assert refusal.coverage.articles == 1


def test_the_dates_of_the_question_may_be_what_hides_it(news: Library):
    refusal = asked(news, "Who opened the tram line in Larch last week?")
    assert refusal is not None
    assert refusal.reason == Reason.FILTERED
    assert refusal.detail.endswith("What hides them: published from 2022-02-18.")


def test_filters_that_hide_nothing_near_are_not_blamed(news: Library):
    refusal = asked(news, "Did Argentina beat France?", Filters(sources=("Vale News",)))
    assert refusal is not None
    assert refusal.reason == Reason.NOTHING_NEAR
    assert refusal.coverage.articles == 1


@pytest.mark.parametrize(
    "question",
    [
        "How much did the tram line in Larch cost in May 2025?",
        "What was reported about the tram line in Larch in 2025?",
        "What did the new tram line in Larch cost in 1950?",
        "Which tram line in Larch opened before 1950?",
    ],
)
def test_a_time_that_no_article_is_from_or_speaks_of_is_the_reason(news: Library, question: str):
    refusal = asked(news, question)
    assert refusal is not None
    assert refusal.reason == Reason.OUTSIDE_DATES
    year = "2025" if "2025" in question else "1950"
    assert year in refusal.detail
    assert refusal.coverage.articles == 2


@pytest.mark.parametrize(
    "question",
    [
        "Will the next tram line in Larch open in 2027?",
        "What did the tram line in Larch cost in May 2021?",
        "What did the tram line in Larch cost since 1950?",
        "What did the tram line in Larch cost before 2025?",
        "Which storm of 1987 kept the ferry to Millfold in the harbour?",
    ],
)
def test_a_time_that_an_article_is_from_or_speaks_of_is_tried(news: Library, question: str):
    assert asked(news, question) is None


def test_what_is_hidden_always_is_as_if_it_were_not_there(news: Library):
    day = Filters(until=20211231)
    refusal = asked(news, "Why did the ferry to Millfold stay in the harbour?", day, day)
    assert refusal is not None
    assert (refusal.reason, refusal.detail) == (Reason.NOTHING_NEAR, "")
    assert (refusal.coverage.articles, refusal.coverage.last) == (1, "2021-05-03")
    narrower = Filters(until=20211231, sources=("Larch Courier",))
    refusal = asked(news, "Why did the ferry to Millfold stay in the harbour?", narrower, day)
    assert refusal is not None
    assert refusal.reason == Reason.NOTHING_NEAR
    refusal = asked(news, "What did the tram line in Larch cost in March 2022?", day, day)
    assert refusal is not None
    assert (refusal.reason, refusal.coverage.articles) == (Reason.OUTSIDE_DATES, 1)
    assert asked(news, TRAM, day, day) is None


def test_the_search_is_run_again_only_where_filters_may_be_to_blame(
    news: Library, monkeypatch: pytest.MonkeyPatch
):
    searched: list[str] = []
    monkeypatch.setattr(
        Library, "search", lambda _, question, *__, **___: searched.append(question) or []
    )
    asked(news, TRAM)
    asked(news, "Did Argentina beat France?")
    asked(news, TRAM, Filters(until=20200101))
    assert searched == []
    asked(news, TRAM, Filters(sources=("Vale News",)))
    assert searched == [TRAM]


def test_what_was_fitted_is_kept_for_its_embedding_model(tmp_path: Path):
    fitted = NEARNESS.model_copy(
        update={"fitted": datetime.date(2026, 1, 2).isoformat(), "questions": 40}
    )
    with Library.open(tmp_path / "library", embedding=HashEmbedding()) as library:
        assert calibration_of(library) == DEFAULT
        library.keep_calibration({"weights": [1.0], "of": "another version"})
        assert calibration_of(library) == DEFAULT
        library.keep_calibration(fitted.model_dump(mode="json"))
        assert calibration_of(library) == fitted
    with Library.open(tmp_path / "library", embedding=HashEmbedding()) as library:
        assert calibration_of(library) == fitted
    other = HashEmbedding(model_name="another")
    with Library.open(tmp_path / "library", embedding=other, repair=True) as library:
        assert calibration_of(library) == DEFAULT
        assert len(library.calibrations()) == 1


def test_confidence_is_a_probability(news: Library):
    from assistant.answer import Hit

    hits = [Hit.from_node(node) for node in news.search(TRAM)]
    assert confidence(hits, NEARNESS) > 0.5 > confidence([], NEARNESS) > 0
    assert 0 < confidence(hits) < 1
