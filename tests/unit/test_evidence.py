from assistant.answer import Evidence, Hit
from assistant.evidence import candidates, windows

PASSAGE = (
    "Ines Roth led the talks. She left Larch on Friday. The line cost 42 million crowns. "
    "It opened in May."
)


def passage(name: str = "a:0", start: int = 100) -> Hit:
    return Hit(
        passage_id=name,
        article_id=name.partition(":")[0],
        title="Tram",
        source="The Larch Courier",
        published="2021-05-03",
        url="",
        start=start,
        end=start + len(PASSAGE),
        text=PASSAGE,
        score=1.0,
        scores={"dense": 0.5},
    )


def sentence(text: str, of: Hit, number: int = 0) -> Hit:
    start = of.start + of.text.index(text)
    changes = {"passage_id": f"{of.passage_id}/{number}", "start": start, "text": text}
    return of.model_copy(update={**changes, "end": start + len(text)})


def chosen(*texts: str, kept_out: str = "nothing") -> list[str]:
    whole = passage()
    single = [sentence(text, whole, number) for number, text in enumerate(texts)]
    found = candidates(single, {"a:0": whole}, lambda text: kept_out in text)
    assert all(whole.text[e.start - 100 : e.end - 100] == e.text for e in found)
    return [one.text for one in found]


def test_a_sentence_that_stands_alone_is_taken_alone():
    assert chosen("The line cost 42 million crowns.") == ["The line cost 42 million crowns."]


def test_a_sentence_that_begins_with_a_pronoun_brings_the_one_before_it():
    assert chosen("She left Larch on Friday.") == [
        "Ines Roth led the talks. She left Larch on Friday."
    ]


def test_what_stands_in_other_evidence_already_is_not_taken_again():
    assert len(chosen("She left Larch on Friday.", "Ines Roth led the talks.")) == 1


def test_what_must_not_be_read_is_left_out_also_as_the_sentence_before():
    assert chosen("Ines Roth led the talks.", kept_out="Roth") == []
    assert chosen("She left Larch on Friday.", kept_out="Roth") == ["She left Larch on Friday."]


def piece(name: str, start: int) -> Evidence:
    return Evidence(
        article_id=name,
        passage_id=f"{name}:0",
        source="",
        published="",
        start=start,
        end=start + 10,
        text="0123456789",
    )


def test_a_window_holds_what_its_tokens_allow_and_the_next_one_the_rest():
    found = [piece("a", 0), piece("b", 0), piece("c", 0)]
    read = windows(found, [10, 10, 10], budget=50, most=3)
    assert [[one.article_id for one in window] for window in read] == [["b", "a"], ["c"]]


def test_one_article_pays_for_its_outlet_and_date_once():
    found = [piece("a", 0), piece("a", 50), piece("a", 90)]
    assert len(windows(found, [10, 10, 10], budget=44, most=3)) == 1
    assert len(windows(found, [10, 10, 10], budget=43, most=3)) == 2


def test_the_best_article_is_read_last_and_each_in_the_order_of_its_text():
    found = [piece("a", 50), piece("b", 20), piece("a", 10), piece("b", 5)]
    (window,) = windows(found, [1, 1, 1, 1], budget=100, most=1)
    assert [(one.article_id, one.start) for one in window] == [
        ("b", 5),
        ("b", 20),
        ("a", 10),
        ("a", 50),
    ]


def test_no_more_windows_than_the_most_are_read():
    found = [piece(name, 0) for name in "abcdef"]
    assert len(windows(found, [100] * 6, budget=100, most=2)) == 2


def test_evidence_longer_than_the_budget_is_read_when_it_is_the_best():
    assert windows([piece("a", 0)], [900], budget=100, most=1) == [(piece("a", 0),)]


def test_nothing_found_is_nothing_to_read():
    assert windows([], [], budget=100, most=3) == []
