import gzip
import json
from pathlib import Path

import pytest

from eval.import_files import records
from eval.importers import FORMATS, import_set, recognised
from eval.importing import How
from eval.questions import Question
from index.errors import InputError


def refused(source: Path, format_name: str = "", how: How = How()) -> str:
    with pytest.raises(InputError) as error:
        import_set(source, format_name, how)
    return str(error.value)


def test_what_is_not_recognised_is_told_with_what_was_found_and_all_formats(tmp_path: Path):
    own = tmp_path / "own.jsonl"
    own.write_text('{"id": "1", "question": "Who?", "answers": ["x"]}\n')
    told = refused(own)
    assert "found JSON whose first entry has id, question, answers" in told
    assert all(name in told for name in FORMATS)
    assert "needs no import" in told
    (tmp_path / "folder").mkdir()
    assert "found a folder with nothing in it" in refused(tmp_path / "folder")
    assert "nothing to import: no" in refused(tmp_path / "none")
    assert "no format 'hotpot'; there are squad, beir" in refused(own, "hotpot")


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_that_is_named_wrongly_is_told_as_wrong_input(tmp_path: Path, name: str):
    source = tmp_path / "a.json"
    for text in ("[]", "{}", "[1]", '{"question": 3}'):
        source.write_text(text)
        assert str(source) in refused(source, name)
    assert str(tmp_path) in refused(tmp_path, name)


def test_options_of_another_format_are_refused(tmp_path: Path):
    table = tmp_path / "a.csv"
    table.write_text("question,answers\nWho?,x\n")
    assert "--split is for beir" in refused(table, how=How(split="dev"))
    (tmp_path / "corpus.jsonl").write_text("")
    assert "--map is for csv" in refused(tmp_path, how=How(mapping={"question": "q"}))


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "is empty"),
        (b"\n \n", "is empty"),
        (b'{"a": 1}\n{"a": \n', "line 2: no JSON"),
        (b'{"a": 1}\n[2]\n', "line 2: found [2]; expected a JSON object"),
        (b'[{"a": 1},\n {"a": }]', "no JSON (Expecting value in line 2)"),
        (b'[{"a": 1}, 3]', "entry 2: found 3"),
        (b'{"a": 1}\n{"a": "\xff"}\n', "line 2: no JSON"),
        (b"[" * 100_000, "no JSON"),
    ],
)
def test_what_is_no_json_is_named_by_its_place(tmp_path: Path, data: bytes, told: str):
    path = tmp_path / "a.json"
    path.write_bytes(data)
    with pytest.raises(InputError) as error:
        list(records(path))
    assert str(path) in str(error.value)
    assert told in str(error.value)


def test_lines_lists_and_single_objects_are_read_with_their_places(tmp_path: Path):
    path = tmp_path / "a.jsonl"

    def read(data: bytes) -> list[tuple[int, object]]:
        path.write_bytes(data)
        return [(entry.number, entry.value["a"]) for entry in records(path)]

    assert read(b'\xef\xbb\xbf\n{"a": 1}\n\n{"a": 2}') == [(2, 1), (4, 2)]
    assert read(b'\xef\xbb\xbf [{"a": 1}, {"a": 2}]') == [(1, 1), (2, 2)]
    assert read(b'{\n"a": 1\n}') == [(1, 1)]


def test_a_packed_file_that_is_cut_is_told(tmp_path: Path):
    path = tmp_path / "a.jsonl.gz"
    data = gzip.compress(b'{"question": "Who?"}\n' * 5000)
    path.write_bytes(data[: len(data) // 2])
    with pytest.raises(InputError, match=r"a\.jsonl\.gz cannot be read"):
        list(records(path))
    path.write_bytes(b'{"a": 1}')
    with pytest.raises(InputError, match="cannot be read: Not a gzipped file"):
        list(records(path))


def test_progress_ends_with_the_whole_file(tmp_path: Path):
    path = tmp_path / "a.jsonl"
    path.write_text('{"a": 1}\n' * 1000)
    seen: list[tuple[int, int]] = []
    list(records(path, lambda done, total: seen.append((done, total))))
    assert len(seen) > 2
    assert seen[-1] == (path.stat().st_size, path.stat().st_size)
    assert seen == sorted(seen)


def table(tmp_path: Path, text: str, **mapping: str) -> tuple[list[Question], tuple[str, ...]]:
    path = tmp_path / "a.csv"
    path.write_text(text)
    assert recognised(path) == "csv"
    found = import_set(path, how=How(mapping=mapping))
    return list(found.questions), found.notes


def test_a_table_holds_lists_and_answers_yes_or_no(tmp_path: Path):
    history = '"[{""question"": ""What?"", ""answer"": ""A tram""}]"'
    text = (
        (
            "Question;answers;Answerable;asked;evidence;history;note\n"
            f'"Who, and\nwhen?";Ada | Weil;;2023-12-06;"[[""It did."", ""It does.""]]";{history};\n'
            ";;;;;;\n"
            'How?;"[""a | b""]";yes;;One. | Two.;;seen\n'
            "Why?;;no;;;;\n"
        )
        .replace("choices\n", "note\n")
        .replace("a | b\n", "seen\n")
    )
    first, second, third = table(tmp_path, text)[0]
    assert first.question == "Who, and\nwhen?"
    assert (first.id, first.answers, first.asked) == ("1", ("Ada", "Weil"), "2023-12-06")
    assert first.evidence == (("It did.", "It does."),)
    assert first.history[0].answer == "A tram"
    assert (second.answers, second.answerable) == (("a | b",), True)
    assert second.evidence == (("One.",), ("Two.",))
    assert (third.id, third.answerable) == ("3", False)
    assert "columns that are no field of a question: note" in table(tmp_path, text)[1][0]


def test_a_tables_columns_may_have_other_names(tmp_path: Path):
    text = "nr,Frage,Antwort\n7,Wer?,Ada\n"
    found, _ = table(tmp_path, text, id="nr", question="Frage", answers="Antwort")
    assert found == [Question("7", "Wer?", ("Ada",))]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("q,answers\nWho?,x\n", "no column 'question' (found: q, answers)"),
        ("question,answers\nWho?,x,y\n", "line 2: 3 fields; the header names 2"),
        ("question,answers\nWho?,x\n,y\n", 'line 3: "question" is null'),
        ('question,answers\n"Who?\n",x\n"How,y\n', "line 4: no row of a table"),
        ("question,answerable\nWho?,maybe\n", 'line 2: "answerable" is maybe; expected true'),
        ('question,answers\nWho?,"[x]"\n', 'line 2: "answers" is [x], which is no JSON list'),
        ("id,question,answers\n1,Who?,x\n1,How?,x\n", "line 3: the id 1 was used before"),
        ("question,answers\n", "holds no question"),
        ("\n", "a.csv cannot be read: the file is empty"),
    ],
)
def test_a_wrong_row_of_a_table_is_named(tmp_path: Path, text: str, told: str):
    path = tmp_path / "a.csv"
    path.write_text(text)
    assert told in refused(path)


def test_a_mapping_must_name_a_field_and_a_column(tmp_path: Path):
    path = tmp_path / "a.csv"
    path.write_text("question,answers\nWho?,x\n")
    assert "has no field 'gold'" in refused(path, how=How(mapping={"gold": "answers"}))
    assert "no column 'Gold'" in refused(path, how=How(mapping={"answers": "Gold"}))


def beir(tmp_path: Path, qrels: str, split: str = "test") -> Path:
    documents = [
        {"_id": "d 1", "title": "A tram", "text": "It opened in 1911.", "metadata": {}},
        {"_id": "d%201", "title": "", "text": "It rained.", "metadata": {"url": "ftp://x"}},
        {"_id": "d2", "title": "Only a title", "text": ""},
        {"_id": "d3", "title": "A tram", "text": "It opened in 1911."},
        {"_id": "d4", "text": "Sun.", "metadata": {"url": "https://larch.example/sun?b=1&a=2"}},
        {"_id": "d5", "text": "Moon.", "metadata": {"url": "http://larch.example/sun?a=2&b=1"}},
        {"_id": "d6", "title": " ", "text": "…"},
    ]
    queries = [{"_id": f"q{n}", "text": f" Question {n}? "} for n in range(1, 5)]
    folder = tmp_path / "tramfacts"
    (folder / "qrels").mkdir(parents=True, exist_ok=True)
    (folder / "corpus.jsonl").write_text("\n".join(map(json.dumps, documents)))
    (folder / "queries.jsonl").write_text("\n".join(map(json.dumps, queries)))
    rows = "query-id\tcorpus-id\tscore\n" + qrels.replace(";", "\n").replace(",", "\t")
    (folder / "qrels" / f"{split}.tsv").write_text(rows)
    return folder


def test_beir_documents_become_articles_with_addresses_of_their_own(tmp_path: Path):
    found = import_set(
        beir(tmp_path, "q1,d 1,2;q1,d%201,1;q1,d2,0;q2,d3,1;q3,d5,1;q3,d4,1;q4,d2,0")
    )
    site = "https://beir.example/tramfacts"
    gold = {question.id: question.articles for question in found.questions}
    sun = "https://larch.example/sun?b=1&a=2"
    assert gold == {
        "q1": (f"{site}/d=201", f"{site}/d=25201"),
        # The same text under the same title is one article of a library: the first.
        "q2": (f"{site}/d=201",),
        # What another document has as its address too does not name it.
        "q3": (f"{site}/d5", sun),
    }
    texts = {one["url"]: one["text"] for one in found.articles}
    assert texts[f"{site}/d2"] == "Only a title"
    assert (texts[sun], texts[f"{site}/d5"]) == ("Sun.", "Moon.")
    assert len(texts) == len(found.articles) == 5
    assert found.questions[0].question == "Question 1?"
    assert found.questions.name == "tramfacts"
    assert found.notes[1].startswith("1 queries have no relevant document")
    assert found.notes[2].startswith("1 documents without text")


def test_a_beir_split_is_chosen_or_the_only_one(tmp_path: Path):
    folder = beir(tmp_path, "q1,d2,1", split="dev")
    assert [q.id for q in import_set(folder).questions] == ["q1"]
    beir(tmp_path, "q2,d2,1", split="train")
    assert "found dev, train: choose with --split" in refused(folder)
    assert [q.id for q in import_set(folder, how=How(split="train")).questions] == ["q2"]


@pytest.mark.parametrize(
    ("qrels", "told"),
    [
        ("q1,d9,1", "test.tsv, line 2: corpus.jsonl holds no document d9"),
        ("q1,d2,1;q9,d2,1", "test.tsv, line 3: queries.jsonl holds no query q9"),
        ("q1,d2,much", "test.tsv, line 2: found ['q1', 'd2', 'much']; expected query-id"),
        ("q1,0,d2,1", "test.tsv, line 2: found"),
        ("q1,d6,1", "none of its relevant documents has a text"),
    ],
)
def test_judgements_of_what_is_not_there_are_named(tmp_path: Path, qrels: str, told: str):
    assert told in refused(beir(tmp_path, qrels))
