from pathlib import Path

import pytest

from eval.gold import holds
from eval.questions import Question, QuestionSet, judged
from index import Library
from index.errors import InputError


def file(folder: Path, text: str | bytes) -> Path:
    path = folder / "questions.jsonl"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def test_a_question_set_is_read(tmp_path: Path):
    text = (
        '\ufeff{"question": "Who?", "answers": ["Ada Weil", "Weil"]}\n\n'
        '{"id": 7, "question": "When?", "answerable": false}\n'
    )
    assert list(QuestionSet.read(file(tmp_path, text))) == [
        Question("1", "Who?", ("Ada Weil", "Weil"), None),
        Question("7", "When?", (), False),
    ]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("who?", "no JSON (who?)"),
        ('["Who?"]', 'found ["Who?"]'),
        ('{"answers": ["x"]}', '"question" is null'),
        ('{"question": "  ", "answerable": true}', '"question" is   '),
        ('{"question": 3, "answerable": true}', '"question" is 3'),
        ('{"question": "Who?", "answers": "x"}', '"answers" is x; expected a list'),
        ('{"question": "Who?", "answers": [1]}', '"answers" is [1]; expected a list'),
        ('{"question": "Who?", "answerable": "yes"}', '"answerable" is yes; expected true'),
        ('{"question": "Who?", "answer": "x"}', '"answer" is no field'),
        ('{"question": "Who?", "answerable": true, "asked": "May 2023"}', '"asked" is May 2023'),
        ('{"question": "Who?", "evidence": "It did."}', '"evidence" is It did.; expected a list'),
        ('{"question": "Who?", "history": [{"answer": "x"}]}', '"history" is [{"answer": "x"}]'),
        ('{"question": "Who \\ud800?", "answerable": true}', "expected"),
        ('{"id": "", "question": "Who?", "answerable": true}', '"id" is empty'),
        (
            '{"question": "Who?", "answers": ["x"], "choices": ["y", "z"]}',
            'none of "answers" is one of "choices" (["y", "z"]); expected',
        ),
        ('{"id": 1, "question": "Who?", "answerable": true}', '"id" is 1, as in line 1; expected'),
        ('{"question": "Who?"}', 'neither "answerable" nor an answer'),
        ('{"question": "Who?", "answers": ["…", "the"]}', 'neither "answerable" nor an answer'),
    ],
)
def test_a_wrong_line_is_named_with_what_was_found_and_expected(
    tmp_path: Path, line: str, found: str
):
    path = file(tmp_path, f'{{"question": "Who?", "answerable": true}}\n{line}\n')
    with pytest.raises(InputError) as told:
        QuestionSet.read(path)
    assert f"{path}, line 2: " in str(told.value)
    assert found in str(told.value)
    assert "expected" in str(told.value)


def test_a_set_without_questions_or_a_file_is_told(tmp_path: Path):
    with pytest.raises(InputError, match="holds no question"):
        QuestionSet.read(file(tmp_path, "\n \n"))
    with pytest.raises(InputError, match="no file of questions"):
        QuestionSet.read(tmp_path / "none.jsonl")
    with pytest.raises(InputError, match="not UTF-8"):
        QuestionSet.read(file(tmp_path, b'{"question": "Caf\xe9?"}'))


def test_an_answer_stands_in_a_text_as_whole_words():
    assert holds("He paid 1,200 crowns to the Larch-Vale tram.", ["1200", "Larch Vale Tram"])
    assert not holds("He paid 1,200 crowns.", ["20", "crown", ""])


def test_what_is_not_stated_is_looked_up_in_the_articles(library: Library, write):
    library.add(write("a.txt", "Odile Brandt opened the tram line in Larch on Saturday."))
    asked = (
        Question("1", "Who?", ("Ada Weil", "odile brandt")),
        Question("2", "Who?", ("Brand",)),
        Question("3", "Who?", ("Odile Brandt",), False),
        Question("4", "Who?", ("Ada Weil",), True),
        Question("5", "Where?", ("", "The Larch")),
        Question("6", "Where?", ("", "Vale")),
        Question("7", "Where?", evidence=(("It opened.",),)),
    )
    found = [question.answerable for question in judged(QuestionSet(asked), library)]
    assert found == [True, False, False, True, True, False, True]


def test_a_question_set_is_written_as_it_is_read(tmp_path: Path):
    text = (
        '{"id": "a", "question": "Who?", "answers": ["Ada"], "evidence": ["Ada did.", ["x", "y"]], '
        '"asked": "2023-12-06", "history": [{"question": "What?", "answer": ""}], "tags": ["who"]}'
    )
    read = QuestionSet.read(file(tmp_path, text))
    assert read[0].evidence == (("Ada did.",), ("x", "y"))
    assert read[0].history[0].question == "What?"
    read.write(tmp_path / "again.jsonl")
    again = QuestionSet.read(tmp_path / "again.jsonl")
    assert list(again) == list(read)
    assert again.digest == read.digest


def test_a_sample_is_the_same_for_the_same_seed_and_in_order():
    whole = QuestionSet(tuple(Question(f"{n:02}", "Who?", ("x",)) for n in range(50)))
    drawn = whole.sample(10, seed=3)
    assert [q.id for q in drawn] == sorted({q.id for q in drawn})
    assert list(drawn) == list(whole.sample(10, seed=3)) != list(whole.sample(10, seed=4))
    assert drawn.digest != whole.digest
    assert whole.sample(60) is whole
