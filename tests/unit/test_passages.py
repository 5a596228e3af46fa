import random
from itertools import pairwise
from pathlib import Path

import pytest

from index.articles import Read
from index.extraction import canonical
from index.passages import BRIEF_WORDS, MAX_SENTENCE_WORDS, MAX_SENTENCES, Span, passages, sentences
from index.reading import read

PIECES = """
    The mayor|said|on Tuesday|that|Dr. Smith|of the U.S.|paid|$3.4m|1,200|3.40am|p. 12|No. 7|Why?
    “It groaned,”|he said.|Never!|Well …|e.g.|i.e.|etc.|Mr Akeley|(see below)|[1]|😀|𝔘𝔫𝔦|Zürich
    Ελλάδα|中文。|是的！|عربي؟|हिन्दी।|—|–|'s|...|!!!|a.b.c|http://a.example/x?y=1|x|A.|B.|St. Mary
"""


def random_texts() -> list[str]:
    chance = random.Random(20250823)
    pieces = [piece.strip() for line in PIECES.split("\n") for piece in line.split("|")]
    texts = []
    for _ in range(300):
        words = chance.choices([*pieces, "\n", "\n\n"], k=chance.randint(1, 400))
        texts.append(canonical(chance.choice([" ", " ", ". "]).join(words)))
    return texts


@pytest.fixture(scope="module")
def news(sample: Path) -> list[str]:
    return [item.article.text for item in read(str(sample)) if isinstance(item, Read)]


@pytest.fixture(scope="module")
def texts(news: list[str]) -> list[str]:
    return [text for text in (*news, *random_texts()) if text]


def pieces(text: str, spans: list[Span]) -> list[str]:
    return [text[span.start : span.end] for span in spans]


def uncovered(text: str, spans: list[Span]) -> str:
    kept = list(text)
    for span in spans:
        kept[span.start : span.end] = " " * (span.end - span.start)
    return "".join(kept).strip()


@pytest.mark.parametrize("split", [sentences, passages])
def test_spans_are_in_order_and_share_no_character(split, texts: list[str]):
    for text in texts:
        spans = split(text)
        assert all(0 <= span.start < span.end <= len(text) for span in spans)
        assert all(one.end <= other.start for one, other in pairwise(spans))


@pytest.mark.parametrize("split", [sentences, passages])
def test_every_character_that_is_not_white_space_is_in_a_span(split, texts: list[str]):
    for text in texts:
        assert uncovered(text, split(text)) == ""


def test_a_brief_is_one_passage_and_a_word_more_is_cut():
    brief = " ".join(["The tram line in Larch opened on Monday."] * (BRIEF_WORDS // 8))
    assert pieces(brief, passages(brief)) == [brief]
    assert len(passages(f"{brief} {'It runs daily now. ' * 2}")) > 1


@pytest.mark.parametrize("split", [sentences, passages])
def test_no_span_begins_or_ends_with_white_space(split, texts: list[str]):
    for text in texts:
        assert all(piece == piece.strip() for piece in pieces(text, split(text)))


def test_a_passage_is_one_to_four_whole_sentences(texts: list[str]):
    for text in (text for text in texts if len(text.split()) > BRIEF_WORDS):
        whole = sentences(text)
        starts, ends = {span.start for span in whole}, {span.end for span in whole}
        for passage in passages(text):
            inside = [s for s in whole if passage.start <= s.start and s.end <= passage.end]
            assert 1 <= len(inside) <= MAX_SENTENCES
            assert passage.start in starts
            assert passage.end in ends


def test_passages_of_news_are_near_seventy_words(news: list[str]):
    counts = [len(piece.split()) for text in news for piece in pieces(text, passages(text))]
    assert 50 <= sum(counts) / len(counts) <= 80
    assert max(counts) < 2 * 70


def test_the_sentences_of_the_sample_are_found_whole(news: list[str]):
    text = next(text for text in news if "Seventeen people were injured" in text)
    assert pieces(text, sentences(text))[0] == (
        "Seventeen people were injured when the ferry Petrel struck the pier at Osk Island on "
        "Sunday, and not twelve as the Gazette reported on Monday."
    )


@pytest.mark.parametrize(
    "sentence",
    [
        "Dr. Smith and Mr. Jones met Mrs. Brown in St. Mary’s.",
        "The U.S. ambassador spoke at 3.40 a.m. on Monday.",
        "The tram cost $3.4m, i.e. more than planned, e.g. for rails.",
        "Tern & Anchor Ltd. bought No. 7 for 3.75 million dollars.",
        "“A building that no one can afford is a bill,” said Mr Akeley.",
    ],
)
def test_a_full_stop_within_a_sentence_does_not_end_it(sentence: str):
    text = f"{sentence} The next one follows."
    assert pieces(text, sentences(text)) == [sentence, "The next one follows."]


def test_a_line_end_ends_a_sentence():
    text = "Rebels in the ruling group\nTwo members voted no"
    assert pieces(text, sentences(text)) == text.split("\n")


def test_offsets_count_characters_and_not_bytes():
    text = "😀 Zürich 𝔘 opened. Ελλάδα too."
    assert pieces(text, sentences(text)) == ["😀 Zürich 𝔘 opened.", "Ελλάδα too."]


def test_what_has_no_end_is_cut_at_spaces():
    words = [f"word{number}" for number in range(MAX_SENTENCE_WORDS * 3 + 5)]
    cut = pieces(" ".join(words), sentences(" ".join(words)))
    assert [len(piece.split()) for piece in cut] == [MAX_SENTENCE_WORDS] * 3 + [5]
    assert " ".join(cut).split() == words


def test_a_text_of_nothing_has_no_passages():
    assert passages("") == sentences("") == []
