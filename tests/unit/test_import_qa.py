import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from eval.importers import import_set
from eval.importing import Imported
from eval.questions import Question, QuestionSet
from index.errors import InputError

CONTEXT = "The tram opened in 1911. Dr. Odile Brandt drove it first; it ran to Larch. It rained."
TEXT = (
    "The Larch Vale tram opened on a rainy Saturday in May, and the whole valley came to see it. "
    "Odile Brandt drove the first car down to the harbour, where the mayor waited with a band and "
    "a cake in the shape of a car. By the evening four thousand people had ridden on it."
)


def write(path: Path, value: Any, lines: bool = False) -> Path:
    text = "\n".join(map(json.dumps, value)) if lines else json.dumps(value, indent=1)
    packed = path.suffix == ".gz"
    path.write_bytes(gzip.compress(text.encode()) if packed else text.encode())
    return path


def squad(tmp_path: Path, *qas: dict[str, Any]) -> Path:
    paragraphs = [{"context": "No question here."}, {"context": CONTEXT, "qas": list(qas)}]
    paragraphs[0]["qas"] = []
    article = {"title": "Larch_Vale_tram", "paragraphs": paragraphs}
    return write(tmp_path / "squad.json", {"version": "v2.0", "data": [article]})


def qa(number: int, *answers: str, **more: Any) -> dict[str, Any]:
    marked = [{"text": text, "answer_start": CONTEXT.index(text)} for text in answers]
    return {"id": f"q{number}", "question": f"Question {number}?", "answers": marked, **more}


def round_trip(imported: Imported, tmp_path: Path) -> None:
    imported.questions.write(tmp_path / "again.jsonl")
    assert list(QuestionSet.read(tmp_path / "again.jsonl")) == list(imported.questions)


def test_squad_gives_the_sentences_around_answers_and_what_cannot_be_answered(tmp_path: Path):
    impossible = qa(4, is_impossible=True, plausible_answers=[{"text": "x", "answer_start": 0}])
    source = squad(
        tmp_path,
        qa(1, "1911", "1911", is_impossible=False),
        qa(2, "Odile Brandt", "It rained"),
        qa(3, "1911. Dr. Odile"),
        impossible,
    )
    found = import_set(source)
    url = "https://squad.example/Larch_Vale_tram"
    first, second, third, fourth = found.questions
    assert first == Question(
        "q1", "Question 1?", ("1911",), True, (url,), evidence=(("The tram opened in 1911.",),)
    )
    driver = "Dr. Odile Brandt drove it first; it ran to Larch."
    assert (second.evidence, second.answerable) == (((driver, "It rained."),), None)
    assert third.evidence == ((f"The tram opened in 1911. {driver}",),)
    assert fourth == Question("q4", "Question 4?", (), False)
    (article,) = found.articles
    assert (article["url"], article["title"]) == (url, "Larch Vale tram")
    assert article["text"] == f"No question here.\n\n{CONTEXT}"
    round_trip(found, tmp_path)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"answers": [{"text": "1911", "answer_start": 3}]}, "answers 1: the context has"),
        ({"answers": [{"text": "1911"}]}, 'no "answer_start"; expected a number of characters'),
        ({"answers": "1911"}, '"answers" is "1911"; expected a list of objects'),
        ({"question": None}, 'no "question"; expected a text (found: id, question, answers)'),
        ({"is_impossible": "no"}, '"is_impossible" is "no"; expected true or false'),
        ({"id": "q2"}, "the id q2 was used before, in"),
    ],
)
def test_a_wrong_entry_of_squad_is_named(tmp_path: Path, change: dict[str, Any], told: str):
    source = squad(tmp_path, qa(2, "1911"), qa(1, "1911") | change)
    with pytest.raises(InputError) as error:
        import_set(source)
    assert f"{source}, entry 1, data 1, paragraphs 2, qas 2" in str(error.value)
    assert told in str(error.value)


def nq(title: str, text: str, **flags: bool) -> dict[str, Any]:
    return {"title": title, "text": text, **flags}


@pytest.mark.parametrize("name", ["nq.jsonl", "nq.jsonl.gz"])
def test_natural_questions_name_the_context_that_holds_the_answer(tmp_path: Path, name: str):
    rows = [
        {
            "question": "who drove it",
            "answers": ["Odile Brandt", "Brandt"],
            "ctxs": [
                nq("Rain", "It rained in Larch.", hasanswer=True, isgold=False),
                nq("Tram", CONTEXT, hasanswer=True, isgold=True),
            ],
        },
        {
            "question": "when",
            "answers": ["1911"],
            "ctxs": [nq("Tram", CONTEXT, hasanswer=True), nq("Sun", "Sun.", hasanswer=False)],
        },
        {"question": "why", "answers": ["x"], "ctxs": [nq("Sun", "Sun.", hasanswer=False)]},
    ]
    found = import_set(write(tmp_path / name, rows, lines=True))
    texts = {one["url"]: one["text"] for one in found.articles}
    assert sorted(texts.values()) == sorted(["It rained in Larch.", CONTEXT, "Sun."])
    assert [[texts[one] for one in q.articles] for q in found.questions] == [
        [CONTEXT],
        [CONTEXT],
        [],
    ]
    assert found.questions[0].answers == ("Odile Brandt", "Brandt")
    assert ([q.id for q in found.questions], found.questions.name) == (["1", "2", "3"], "nq")
    round_trip(found, tmp_path)


def test_one_text_under_two_titles_is_gold_under_the_address_that_a_library_keeps(tmp_path: Path):
    rows = [
        {"question": "who", "answers": ["x"], "ctxs": [nq(title, TEXT, isgold=True)]}
        for title in ("The tram", "A tram")
    ]
    found = import_set(write(tmp_path / "nq.json", rows))
    assert len(found.articles) == 1
    assert {q.articles for q in found.questions} == {(found.articles[0]["url"],)}
    assert found.notes == ("1 articles have the text of an earlier one, which stands for them",)


def multihop(tmp_path: Path, *questions: dict[str, Any]) -> Path:
    corpus = {
        "title": "A tram",
        "body": CONTEXT,
        "source": "The Larch",
        "author": "Ada Weil",
        "published_at": "2023-09-28T12:00:00+00:00",
        "url": "https://larch.example/tram",
    }
    write(tmp_path / "corpus.json", [corpus, corpus | {"body": "Sun.", "url": "https://b.example"}])
    return write(tmp_path / "MultiHopRAG.json", list(questions))


EVIDENCE = [
    {"url": "https://larch.example/tram", "fact": "The tram opened in 1911."},
    {"url": "https://b.example", "fact": "Sun."},
    {"url": "https://b.example", "fact": "Sun."},
]
HOPS = {
    "query": "Which?",
    "answer": "Yes",
    "question_type": "comparison_query",
    "evidence_list": EVIDENCE,
}
NOTHING = {
    "query": "What?",
    "answer": "Insufficient information.",
    "question_type": "null_query",
    "evidence_list": [],
}


@pytest.mark.parametrize("of_folder", [True, False])
def test_multihop_needs_all_facts_and_refuses_null_queries(tmp_path: Path, of_folder: bool):
    source = multihop(tmp_path, HOPS, NOTHING)
    found = import_set(tmp_path if of_folder else source)
    first, second = found.questions
    assert first.evidence == (("The tram opened in 1911.",), ("Sun.",))
    assert first.articles == ("https://larch.example/tram", "https://b.example")
    assert (first.answers, first.tags) == (("Yes",), ("comparison_query",))
    assert second == Question("2", "What?", (), False, tags=("null_query",))
    assert found.articles[0] == {
        "url": "https://larch.example/tram",
        "title": "A tram",
        "text": CONTEXT,
        "source": "The Larch",
        "author": "Ada Weil",
        "published": "2023-09-28T12:00:00+00:00",
    }
    round_trip(found, tmp_path)


def test_evidence_in_a_copy_is_gold_under_the_address_that_a_library_keeps(tmp_path: Path):
    copy = {"title": "A tram", "body": TEXT, "source": "The Larch"}
    urls = ["https://larch.example/tram", "https://larch.example/copy"]
    write(tmp_path / "corpus.json", [copy | {"url": url} for url in urls])
    evidence = [{"url": url, "fact": "Odile Brandt drove."} for url in reversed(urls)]
    source = write(tmp_path / "questions.json", [HOPS | {"evidence_list": evidence}])
    assert import_set(source).questions[0].articles == (urls[0],)


def test_evidence_that_the_corpus_lacks_is_named(tmp_path: Path):
    source = multihop(
        tmp_path, HOPS | {"evidence_list": [{"url": "https://c.example", "fact": "x"}]}
    )
    with pytest.raises(InputError, match="entry 1, evidence_list 1: the corpus holds no article"):
        import_set(tmp_path)
    (tmp_path / "corpus.json").unlink()
    alone = import_set(source)
    assert alone.questions[0].articles == ("https://c.example",)
    assert alone.articles == ()


PUBLISHED = {
    "question_id": "20220617_0",
    "question_date": "2022/06/16",
    "question_source": "A paper",
    "question_sentence": "Which show?",
    "choices": ["The Game", "The Tram"],
    "answer": ["1"],
    "evidence": "The Tram is to return.",
}
IN_WORDS = {
    "id": "20220617_0",
    "asked": "2022-06-16",
    "question": "Which show?",
    "choices": ["The Game", "The Tram"],
    "answers": ["The Tram"],
    "evidence": "The Tram is to return.",
    "retrieved": ["https://larch.example/tram"],
}


@pytest.mark.parametrize("row", [PUBLISHED, IN_WORDS])
def test_both_forms_of_realtime_qa_are_read_without_gold_places(tmp_path: Path, row: Any):
    found = import_set(write(tmp_path / "rtqa.jsonl", [row], lines=True))
    assert list(found.questions) == [
        Question(
            "20220617_0",
            "Which show?",
            ("The Tram",),
            asked="2022-06-16",
            choices=("The Game", "The Tram"),
        )
    ]
    round_trip(found, tmp_path)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"answer": ["2"]}, '"answer" is ["2"]; expected numbers of choices, from 0 to 1'),
        ({"answer": ["Tram"]}, '"answer" is ["Tram"]; expected numbers'),
        ({"question_date": "June"}, '"asked" is June; expected a day'),
        ({"choices": "x"}, '"choices" is "x"; expected a list of texts'),
    ],
)
def test_a_wrong_row_of_realtime_qa_is_named(tmp_path: Path, change: dict[str, Any], told: str):
    rows = [PUBLISHED, PUBLISHED | {"question_id": "x"} | change]
    with pytest.raises(InputError) as error:
        import_set(write(tmp_path / "rtqa.jsonl", rows, lines=True))
    assert "rtqa.jsonl, line 2: " in str(error.value)
    assert told in str(error.value)
