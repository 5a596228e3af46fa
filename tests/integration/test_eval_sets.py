import json
from pathlib import Path

import ir_measures
import pytest
from scripted_model import ScriptedModel
from typer.testing import CliRunner, Result

from assistant import Assistant, Settings
from eval import exporters, runs
from eval.evaluation import evaluate
from eval.judge import judge_of
from eval.questions import Question, QuestionSet
from eval.retrieval import NAMES
from eval.standing import Missing, missing
from index import Library
from index.errors import InputError
from ui.cli import main

MEASURES = {ours: ir_measures.parse_measure(theirs) for ours, theirs in NAMES.items()}


@pytest.fixture(scope="module")
def questions(sample_library: Library) -> QuestionSet:
    """Questions of all kinds of gold, over the sample articles."""
    entries = list(sample_library.entries())[:12]
    asked: list[Question] = []
    for number, entry in enumerate(entries):
        passages = sample_library.passages(entry.id)
        gold = passages[0].text.split(". ")[0]
        kinds = (
            {"articles": (entry.id, entries[number - 1].id)},
            {"passages": (passages[-1].id, passages[0].id)},
            {"evidence": ((gold,), ("No such sentence stands anywhere.",))},
            {"answers": (passages[0].text.split()[2],)},
        )
        asked.append(Question(f"an id {number}", entry.title, **kinds[number % 4]))
    asked.append(
        Question("before all", "Who won the County Cup?", ("x",), True, asked="1990-01-01")
    )
    asked.append(Question("none", "Who composed Tosca?", answerable=False))
    return QuestionSet(tuple(asked))


def computed(qrels: Path, run: Path) -> dict[str, float]:
    found = ir_measures.calc_aggregate(
        list(MEASURES.values()),
        list(ir_measures.read_trec_qrels(str(qrels))),
        list(ir_measures.read_trec_run(str(run))),
    )
    return {name: found[measure] for name, measure in MEASURES.items()}


def test_an_exported_run_gives_its_own_figures_again(
    tmp_path: Path, sample_library: Library, questions: QuestionSet
):
    run = evaluate(questions, sample_library, out=tmp_path / "my run")
    done = exporters.export(tmp_path / "my run", tmp_path / "trec")
    assert (done.questions, done.located, done.left_out) == (13, 9, 1)
    hits, qrels, located = done.files
    for file in done.files:
        widths = {len(line.split()) for line in file.read_text().splitlines()}
        assert widths == ({6} if file == hits else {4})
    all_of_them, of_located = computed(qrels, hits), computed(located, hits)
    for name, figure in run.metrics.items():
        if name in NAMES:
            again = of_located if figure.n == done.located else all_of_them
            assert figure.n in (done.questions, done.located)
            assert again[name] == pytest.approx(figure.value, abs=5e-5), name
    assert 0 < run.metrics["MRR@10"].value < 1
    assert 0 < run.metrics["nDCG@10"].value < 1


def test_a_run_of_located_questions_needs_one_file_of_gold(
    tmp_path: Path, sample_library: Library, questions: QuestionSet
):
    some = QuestionSet(tuple(q for q in questions if q.located))
    evaluate(some, sample_library, out=tmp_path / "run")
    (tmp_path / "trec").mkdir()
    (tmp_path / "trec" / exporters.LOCATED).write_text("of another run")
    done = exporters.export(tmp_path / "run", tmp_path / "trec")
    assert [file.name for file in done.files] == ["run.txt", "qrels.txt"]
    assert sorted(file.name for file in (tmp_path / "trec").iterdir()) == ["qrels.txt", "run.txt"]


def test_a_run_that_goes_on_still_is_not_exported(
    tmp_path: Path, sample_library: Library, questions: QuestionSet
):
    run = evaluate(questions, sample_library, out=tmp_path / "run")
    run.model_copy(update={"ended": ""}).write(tmp_path / "run")
    with pytest.raises(InputError, match="has not ended"):
        exporters.export(tmp_path / "run", tmp_path / "trec")
    assert not (tmp_path / "trec").exists()


def test_a_failed_question_is_exported_without_hits(
    tmp_path: Path, sample_library: Library, questions: QuestionSet
):
    evaluate(questions, sample_library, out=tmp_path / "run")
    first, *others = runs.rows(tmp_path / "run")
    lost = first.model_copy(update={"answer": None, "error": "lost"})
    runs.write_lines(tmp_path / "run", [runs.line(row) for row in (lost, *others)])
    hits, qrels, _ = exporters.export(tmp_path / "run", tmp_path / "trec").files
    assert "an%20id%200 " in qrels.read_text()
    assert "an%20id%200 " not in hits.read_text()


def test_gold_that_does_not_stand_in_a_library_is_listed(library: Library, write):
    text = "The Larch tram opened on Saturday. Odile Brandt drove the first car of all."
    one = {"url": "https://www.larch.example/tram/", "title": "A tram", "text": text}
    other = {"url": "https://larch.example/again", "title": "A tram", "text": text}
    library.add(write("a.jsonl", f"{json.dumps(one)}\n{json.dumps(other)}\n"))
    (entry,) = library.entries()
    fine = Question(
        "fine",
        "Who?",
        articles=(entry.id, "http://larch.example/tram"),
        passages=(f"{entry.id}:0",),
        evidence=(("Nobody drove.", "ODILE Brandt drove first car, of all"),),
    )
    assert fine.passages[0] == library.passages(entry.id)[0].id
    asked = QuestionSet(
        (
            fine,
            Question("second", "Who?", articles=("https://larch.example/again", "abc")),
            Question("third", "Who?", passages=(f"{entry.id}:7", "abc:0")),
            Question("fourth", "Who?", evidence=(("Nobody drove.", "None."), ("It opened",))),
        )
    )
    assert missing(asked, library) == [
        Missing("second", "article", "https://larch.example/again", f"the same as {entry.url}"),
        Missing("second", "article", "abc"),
        Missing("third", "passage", f"{entry.id}:7"),
        Missing("third", "passage", "abc:0"),
        Missing("fourth", "sentence", "Nobody drove."),
        Missing("fourth", "sentence", "It opened"),
    ]


def test_what_an_importer_brings_is_found_in_a_library_under_its_gold(
    tmp_path: Path, library: Library
):
    from eval.importers import import_set

    (tmp_path / "set" / "qrels").mkdir(parents=True)
    words = " ".join(f"word{n}" for n in range(60))
    texts = {"a/b c": "The tram opened.", "a%2Fb c": f"Sun. {words}", "Ö?x#1": f"Sun. {words}"}
    (tmp_path / "set" / "corpus.jsonl").write_text(
        "\n".join(json.dumps({"_id": n, "title": n, "text": t}) for n, t in texts.items())
    )
    rows = [{"_id": f"q{n}", "text": name} for n, name in enumerate(texts)]
    (tmp_path / "set" / "queries.jsonl").write_text("\n".join(map(json.dumps, rows)))
    judged = "".join(f"q{n}\t{name}\t1\n" for n, name in enumerate(texts))
    (tmp_path / "set" / "qrels" / "test.tsv").write_text(judged)
    found = import_set(tmp_path / "set")
    (tmp_path / "articles.jsonl").write_text(found.article_lines())
    library.add(tmp_path / "articles.jsonl")
    assert len(list(library.entries())) == len(found.articles) == 2
    assert missing(found.questions, library) == []


def test_a_judge_that_fails_ends_no_run(
    tmp_path: Path, sample_library: Library, scripted_model: ScriptedModel
):
    asked = tuple(
        Question(f"{n}", "How much does the new bearing of the swing bridge weigh?", ("11 tonnes",))
        for n in range(3)
    )
    scripted_model.say("It does.\nGRADE: partly")
    scripted_model.say("broken", status=500)
    scripted_model.say("No grade here.")
    with Assistant(sample_library, Settings(llm="none")) as assistant:
        judge = judge_of(scripted_model.url)
        run = evaluate(QuestionSet(asked), assistant, out=tmp_path / "run", judge=judge)
    rows = list(runs.rows(tmp_path / "run"))
    assert [row.grade and row.grade.label for row in rows] == ["partly", "ungraded", "ungraded"]
    assert "broken" in rows[1].grade.transcript
    judged = run.metrics["judged"]
    assert (run.failed, judged.value, judged.n, judged.excluded) == (0, 0.5, 1, 2)


def command(*arguments: object) -> Result:
    from ui.cli import app

    return CliRunner().invoke(app, ["eval", *map(str, arguments)])


def test_the_commands_import_check_and_export(tmp_path: Path, write):
    rows = [
        {
            "question": f"who drove tram {n}",
            "answers": ["Brandt"],
            "ctxs": [{"title": "A", "text": f"Brandt drove tram {n}.", "isgold": True}],
        }
        for n in range(20)
    ]
    source = write("nq.jsonl", "\n".join(map(json.dumps, rows)))
    out, articles = tmp_path / "questions.jsonl", tmp_path / "articles.jsonl"
    done = command(
        "import", source, "--out", out, "--articles", articles, "--sample", 5, "--seed", 3
    )
    assert done.exit_code == 0, done.output
    assert "5 of 20 questions written" in done.output
    assert "20 articles written" in done.output
    asked = QuestionSet.read(out)
    assert len(asked) == 5
    library = tmp_path / "library"
    with Library.open(library) as opened:
        opened.add(articles)
        evaluate(asked, opened, out=tmp_path / "run")
    done = command("check", out, "--library", library)
    assert done.exit_code == 0, done.output
    assert "all gold stands in" in done.output.replace("\n", "")
    done = command("export", tmp_path / "run", "--out", tmp_path / "trec")
    assert (done.exit_code, "5 questions" in done.output) == (0, True)

    lost = Question("lost", "who", evidence=(("Nobody drove.",),), tags=("a",))
    QuestionSet((*asked, lost)).write(out)
    done = command("check", out, "--library", library)
    assert done.exit_code == 2
    assert "lost: sentence Nobody drove." in done.output
    done = command("check", out, "--library", library, "--json")
    told = json.loads(done.stdout)
    assert done.exit_code == 2
    assert (told["number"], told["tags"], told["stated"]["articles"]) == (6, {"a": 1}, 5)
    assert told["missing"][0]["gold"] == "Nobody drove."
    done = command("check", out)
    assert (done.exit_code, "tags        a 1" in done.output) == (0, True)


def test_import_overwrites_nothing_and_leaves_nothing_half_done(
    tmp_path: Path, write, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    def refused(*arguments: object) -> str:
        monkeypatch.setattr("sys.argv", ["dateline", "eval", "import", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        assert ended.value.code == 2
        return capsys.readouterr().err

    good = write("a.csv", "question,answers\nWho?,x\n")
    out, articles = tmp_path / "questions.jsonl", tmp_path / "articles.jsonl"
    assert "brings no texts" in refused(good, "--out", out, "--articles", articles)
    assert "name two files" in refused(good, "--out", out, "--articles", out)
    bad = write("b.csv", "question,answers\nWho?,x\n,x\n")
    assert "b.csv, line 3" in refused(bad, "--out", out)
    assert not out.exists()
    assert not articles.exists()
    out.write_text("mine")
    assert "is there already" in refused(good, "--out", out)
    assert out.read_text() == "mine"
