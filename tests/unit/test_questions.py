from pathlib import Path

import pytest

from eval.gold import holds
from eval.questions import Question, judged, read
from index import Library
from index.errors import InputError


def file(folder: Path, text: str | bytes) -> Path:
    path = folder / "questions.jsonl"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def test_a_question_set_is_read(tmp_path: Path):
    text = (
        '\ufeff{"question": "Who?", "answers": ["Ada Weil", "Weil"], "source": "a quiz"}\n\n'
        '{"id": 7, "question": "When?", "answerable": false}\n'
    )
    assert read(file(tmp_path, text)) == [
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
        ('{"question": "Who?"}', 'neither "answerable" nor an answer'),
        ('{"question": "Who?", "answers": ["…", "the"]}', 'neither "answerable" nor an answer'),
    ],
)
def test_a_wrong_line_is_named_with_what_was_found_and_expected(
    tmp_path: Path, line: str, found: str
):
    path = file(tmp_path, f'{{"question": "Who?", "answerable": true}}\n{line}\n')
    with pytest.raises(InputError) as told:
        read(path)
    assert f"{path}, line 2: " in str(told.value)
    assert found in str(told.value)
    assert "expected" in str(told.value)


def test_a_set_without_questions_or_a_file_is_told(tmp_path: Path):
    with pytest.raises(InputError, match="holds no question"):
        read(file(tmp_path, "\n \n"))
    with pytest.raises(InputError, match="no file of questions"):
        read(tmp_path / "none.jsonl")
    with pytest.raises(InputError, match="not UTF-8"):
        read(file(tmp_path, b'{"question": "Caf\xe9?"}'))


def test_an_answer_stands_in_a_text_as_whole_words():
    assert holds("He paid 1,200 crowns to the Larch-Vale tram.", ["1200", "Larch Vale Tram"])
    assert not holds("He paid 1,200 crowns.", ["20", "crown", ""])


def test_what_is_not_stated_is_looked_up_in_the_articles(library: Library, write):
    library.add(write("a.txt", "Odile Brandt opened the tram line in Larch on Saturday."))
    asked = [
        Question("1", "Who?", ("Ada Weil", "odile brandt")),
        Question("2", "Who?", ("Brand",)),
        Question("3", "Who?", ("Odile Brandt",), False),
        Question("4", "Who?", ("Ada Weil",), True),
        Question("5", "Where?", ("", "The Larch")),
        Question("6", "Where?", ("", "Vale")),
    ]
    found = [question.answerable for question in judged(asked, library)]
    assert found == [True, False, False, True, True, False]
