import random
from dataclasses import replace
from math import log2

import ir_measures
import pytest
from made_answers import hit

from assistant.answer import Hit
from eval.questions import Question
from eval.retrieval import NAMES, WORDS, measures, ranked

PLACES = 5e-5
IN_WORDS = tuple(f"Recall in {words} words" for words in WORDS)


def of(*articles: str) -> list[Hit]:
    """A hit of each article, in order; several may be of one."""
    return [
        hit(f"Text of {article}.", article_id=article, passage_id=f"{article}:{n}", url="")
        for n, article in enumerate(articles)
    ]


def asked(*articles: str, **fields: object) -> Question:
    return Question("q", "Who?", articles=articles, **fields)


def test_measures_are_what_their_names_say_by_hand():
    found = measures(asked("a", "c", "x"), of("b", "a", "b", "c", "d"))
    # Documents are b, a, c, d: gold stands at 2 and 3, and one of the three is not found.
    best = 1 / log2(2) + 1 / log2(3) + 1 / log2(4)
    assert found == pytest.approx(
        {
            "Success@1": 0.0,
            "Success@5": 1.0,
            "Success@10": 1.0,
            "MRR@10": 1 / 2,
            "Recall@5": 2 / 3,
            "Recall@10": 2 / 3,
            "nDCG@10": (1 / log2(3) + 1 / log2(4)) / best,  # 0.5307
            "MAP@10": (1 / 2 + 2 / 3) / 3,  # 0.3889
            **dict.fromkeys(IN_WORDS, 2 / 3),
        },
        abs=PLACES,
    )


def test_what_stands_behind_the_tenth_does_not_count():
    found = measures(asked("x", "y"), of("y", *map(str, range(9)), "x"))
    assert (found["Recall@5"], found["Recall@10"]) == (0.5, 0.5)
    assert found["MAP@10"] == 0.5
    assert measures(asked("x"), of(*map(str, range(10)), "x"))["MRR@10"] == 0.0
    assert measures(asked("x"), of(*map(str, range(5)), "x"))["Success@5"] == 0.0
    assert measures(asked("x"), of(*map(str, range(5)), "x"))["MRR@10"] == pytest.approx(1 / 6)


def test_they_agree_with_ir_measures_over_many_rankings_with_several_gold_documents():
    chance = random.Random(3)
    names = [f"a{n}" for n in range(30)]
    for _ in range(40):
        gold = chance.sample(names, chance.randint(1, 8))
        found = chance.sample(names, chance.randint(0, 20))
        ours = measures(asked(*gold), of(*found))
        run = {"q": {name: 1 / (1 + rank) for rank, name in enumerate(found)}}
        qrels = {"q": dict.fromkeys(gold, 1)}
        wanted = {name: ir_measures.parse_measure(theirs) for name, theirs in NAMES.items()}
        theirs = ir_measures.calc_aggregate(list(wanted.values()), qrels, run)
        assert {name: ours[name] for name in NAMES} == pytest.approx(
            {name: theirs[measure] for name, measure in wanted.items()}, abs=PLACES
        )


def test_a_perfect_ranking_scores_1_everywhere_and_an_empty_one_0():
    question = asked("a", "b", "c")
    assert set(measures(question, of("c", "a", "b", "d")).values()) == {1.0}
    assert set(measures(question, []).values()) == {0.0}
    assert set(measures(question, of("d", "e")).values()) == {0.0}


@pytest.mark.parametrize(
    "question",
    [
        asked("a", "c", "x", "y"),
        Question("q", "Who?", passages=("a:1", "c:3", "x:9")),
        Question("q", "Who?", evidence=(("Text of a.", "Of a."), ("Text of c.",), ("No.",))),
        Question("q", "Who?", answers=("text of c", "nothing", "of a")),
    ],
)
def test_a_shuffled_gold_list_changes_nothing(question: Question):
    hits = of("b", "a", "b", "c", "d")
    turned = replace(
        question,
        **{
            name: tuple(reversed(getattr(question, name)))
            for name in ("answers", "articles", "passages", "evidence")
        },
    )
    assert measures(turned, hits) == measures(question, hits)
    assert measures(question, hits)["Success@5"] == 1.0


@pytest.mark.parametrize(
    "question",
    [asked("a", answerable=False), Question("q", "Who?", answerable=True), Question("q", "Who?")],
)
def test_a_question_without_answer_or_gold_is_not_eligible(question: Question):
    assert measures(question, of("a")) == dict.fromkeys((*NAMES, *IN_WORDS))


def test_where_only_the_answer_is_known_what_needs_the_number_of_gold_is_none():
    hits = [hit("Nothing."), hit("It was Ada Weil."), hit("Ada Weil again.")]
    found = measures(Question("q", "Who?", answers=("Ada Weil",)), hits)
    assert {name for name in NAMES if found[name] is None} == {
        "Recall@5",
        "Recall@10",
        "nDCG@10",
        "MAP@10",
    }
    assert (found["Success@1"], found["Success@5"], found["MRR@10"]) == (0.0, 1.0, 0.5)


def test_gold_sentences_are_the_documents_where_they_are_stated():
    question = Question(
        "q",
        "Who?",
        evidence=(("Ada Weil won.",), ("It was close.", "It was a close race.")),
        articles=("z",),
    )
    hits = [
        hit("It rained.", 1),
        hit("It was a close race. Ada Weil won.", 2),
        hit("Ada Weil won.", 3),
    ]
    documents, gold = ranked(question, hits)
    assert gold == {"gold sentence 0", "gold sentence 1"}
    # One hit may hold both, and a second hit of the same sentence is no second document.
    assert documents == ["a:1", "gold sentence 0", "gold sentence 1"]


def test_gold_passages_are_found_by_their_ids_and_by_their_sentences():
    question = Question("q", "Who?", passages=("abc:2",))
    found = [hit(passage_id="abc:1/0"), hit(passage_id="abc:1/3"), hit(passage_id="abc:2/1")]
    assert ranked(question, found)[0] == ["abc:1", "abc:2"]


def test_others_ids_are_not_cut_at_their_slashes():
    # Else all pages of a site would be one document, and gold behind them come second.
    pages = [hit(passage_id=f"https://paper.example/{n}") for n in range(3)]
    found = measures(Question("q", "Who?", passages=("x",)), [*pages, hit(passage_id="x")])
    assert found["MRR@10"] == 1 / 4


def test_gold_articles_are_known_by_id_and_by_address():
    hits = [hit(article_id="one", url="http://www.paper.example/1/"), hit(article_id="two", url="")]
    assert measures(asked("https://paper.example/1"), hits)["MRR@10"] == 1.0
    assert measures(asked("two"), hits)["MRR@10"] == 0.5
    assert measures(asked("https://paper.example/2"), hits)["MRR@10"] == 0.0


def test_recall_in_words_counts_gold_that_stands_whole_in_the_first_words():
    def recall(before: int) -> list[float | None]:
        words = " ".join(["word"] * before)
        question = Question("q", "Who?", evidence=(("Ada Weil won.",), ("Not there.",)))
        found = measures(question, [hit(words), hit("Ada Weil won.")])
        return [found[name] for name in IN_WORDS]

    # The sentence's three words end at the 130th, the 131st, the 300th, …
    assert recall(127) == [0.5, 0.5, 0.5]
    assert recall(128) == [0.0, 0.5, 0.5]
    assert recall(297) == [0.0, 0.5, 0.5]
    assert recall(298) == [0.0, 0.0, 0.5]
    assert recall(598) == [0.0, 0.0, 0.0]
    by_answer = Question("q", "Who?", answers=("Ada Weil",))
    assert measures(by_answer, [hit("word " * 128 + "Ada Weil")])[IN_WORDS[0]] == 1.0
    assert measures(by_answer, [hit("word " * 129 + "Ada Weil")])[IN_WORDS[0]] == 0.0
