import pytest

from index import Library
from index.lexical import STOP_WORDS, content_words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Who met Liu in Tehran?", ["met", "liu", "tehran"]),
        ("1,200 people at 3.40am", ["1,200", "people", "3.40am"]),
        ("Johannesburg-based", ["johannesburg-based"]),
        ("Iran's and Iran’s biggest partners'", ["iran", "iran", "biggest", "partners"]),
        ("What is it to you?", []),
        ("Zürich 中文 Ελλάδα", ["zürich", "中文", "ελλάδα"]),
        ("", []),
        ("?! … “”", []),
    ],
)
def test_content_words_carry_the_meaning(text: str, words: list[str]):
    assert content_words(text) == words


def test_stop_words_are_lower_case():
    assert all(word == word.lower() for word in STOP_WORDS)


def lexical(library: Library, question: str) -> list[str]:
    """Give the texts that are found by words, by the score that only that channel gives."""
    hits = library.search(question, top_k=50)
    return [hit.node.get_content() for hit in hits if hit.node.metadata["scores"]["lexical"]]


@pytest.mark.parametrize(
    "question",
    [
        'who said "swing bridge',
        '"',
        "'",
        '""',
        "swing AND bridge",
        "swing OR NOT bridge",
        "NEAR(swing bridge, 5)",
        "swing*",
        "*",
        "text: bridge",
        "^bridge",
        "(bridge",
        "bridge)",
        "{bridge}",
        "swing + bridge",
        "- bridge",
        "bridge; DROP TABLE passages; --",
        "bridge 😀",
        "😀",
        "_ __ _",
        "bridge\x00swing",
        "%bridge%",
        "it's d'accord l’eau",
        "\\",
        "²³ ½ ⁴",
        "the of and",
    ],
)
def test_a_question_is_no_query_language(sample_library: Library, question: str):
    hits = sample_library.search(question)
    assert len(hits) == 8
    if "bridge" in question:
        assert any("bridge" in hit.node.get_content().lower() for hit in hits)


def test_a_question_of_thousands_of_words_is_answered(sample_library: Library):
    question = "swing bridge " + " ".join(f"w{number}" for number in range(5_000))
    assert any("swing bridge" in text for text in lexical(sample_library, question))


@pytest.mark.parametrize("question", ["bridges", "BRIDGE", "bridge's"])
def test_words_are_found_in_their_other_forms(sample_library: Library, question: str):
    found = lexical(sample_library, question)
    assert found
    assert all("bridge" in text.lower() for text in found)


def test_accents_are_found_without_them(library: Library, write):
    library.add(write("a.txt", "The tram in Zürich is blue."))
    assert lexical(library, "Zurich") == ["The tram in Zürich is blue."]


def test_a_number_with_a_comma_is_one_word(library: Library, write):
    library.add(
        write("a.txt", "It drew 1,200 people."), write("b.txt", "It drew 200 people to 1 hall.")
    )
    assert lexical(library, "1,200") == ["It drew 1,200 people."]


def test_stop_words_alone_find_nothing(sample_library: Library):
    assert lexical(sample_library, "what was it about") == []
