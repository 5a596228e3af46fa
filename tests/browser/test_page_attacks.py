"""Each attack in each place of the page, many in one page: none runs, leads away or lies."""

import re
from collections.abc import Iterator

import pytest
from chat_page import Open, Serve
from hash_embedding import HashEmbedding
from made_answers import answer, cited, hit, read, window
from page_attacks import ATTACKS, seen
from playwright.sync_api import expect
from scripted_assistant import ScriptedAssistant
from scripted_model import ScriptedModel
from sound_page import too_wide, wrongs

from assistant.answer import Answer, Sentence, Verdict
from assistant.remarks import Disagreement, Event, Side
from index import Library
from index.articles import complete
from index.dates import PublicationDate
from index.extraction import Extract
from index.report import Report
from ui.turns import MOST_CHARACTERS

pytestmark = pytest.mark.browser

TEXTS = list(ATTACKS.values())
DAY = "2025-03-01"


def record() -> Answer:
    """Make an answer with every attack in every part of it."""
    numbered = list(enumerate(TEXTS, start=1))
    told = [{"title": text, "source": text, "published": DAY, "flags": (text,)} for text in TEXTS]
    url = "https://news.example/{}?{}"
    hits = [
        hit(f"Before. {text} After.", n, url=url.format(n, text), **told[n - 1])
        for n, text in numbered
    ]
    # What is found and not cited is shown otherwise.
    others = [one.model_copy(update={"passage_id": f"b:{n}"}) for n, one in enumerate(hits)]
    cites = [
        cited(hits[n - 1], hits[n - 1].text, n).model_copy(update={"dates": (text,)})
        for n, text in numbered
    ]
    partly = {"verdict": Verdict.PARTLY_SUPPORTED}
    said = [
        Sentence(text=text, reason=text, citations=(n,), written=text, **partly)
        for n, text in numbered
    ]
    sides = (Side(value="17", citation=1), Side(value="12", citation=2))
    return answer(
        text=" ".join(TEXTS),
        sentences=tuple(said),
        citations=tuple(cites),
        hits=(*hits, *others),
        windows=(window(*(read(text, source=text, published=DAY) for text in TEXTS)),),
        disagreements=tuple(Disagreement(kind="updated", sides=sides, text=one) for one in TEXTS),
        events=tuple(
            Event(first=20250301, last=20250301, text=f"That day: {one}", citation=1)
            for one in TEXTS
        ),
        dates=" ".join(TEXTS),
    )


def questions() -> list[str]:
    """Put all attacks into as few questions as hold them."""
    asked = [""]
    for text in TEXTS:
        if len(asked[-1]) + len(text) + 3 > MOST_CHARACTERS:
            asked.append("")
        asked[-1] += f" § {text}"
    return asked


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """Articles with an attack in every field."""
    # Past the readers, which would take much of it for markup.
    reads = [
        complete(
            Extract(
                f"Notice {number} reads {text} on the board.\n\nAnd again: {text}",
                title=f"{number} {text}",
                source=text,
                author=text,
                url=f"https://news.example/{number}?{text}",
                published=PublicationDate(DAY, "record"),
            ),
            f"notice {number}",
            "",
        )
        for number, text in enumerate(TEXTS)
    ]
    folder = tmp_path_factory.mktemp("attacks") / "library"
    with Library.open(folder, embedding=HashEmbedding()) as library:
        report = Report(library._ingest().add(reads))
        assert len(report.of("added")) == len(TEXTS)
        for number, entry in enumerate(library.entries()):
            library.collect(entry.id, [f"{number} {TEXTS[number]}"[:80]])
        yield library


def test_an_answer_and_its_sources(open_page: Open, serve: Serve, sample_library: Library):
    assistant = ScriptedAssistant(sample_library)
    chat = open_page(serve(sample_library, assistant=assistant))
    asked = questions()
    for number, question in enumerate(asked, start=1):
        made = record() if number == 1 else answer(text=TEXTS[number], abstained=True)
        assistant.say(
            made.model_copy(update={"standalone_question": question, "rewritten": "rules"})
        )
        chat.ask(question)
        chat.wait_until_answered(turns=number)
    for summary in chat.page.locator("#sources summary").all():
        summary.click()
    assert wrongs(chat.page) == []
    shown = seen(chat.page.locator("#sources").inner_text())
    said = seen(chat.answers.first.inner_text())
    for text in TEXTS:
        # Head, outlet, quote, its days, and what was read.
        assert shown.count(seen(text)) >= 5
        assert seen(text) in said
    for question, bubble in zip(asked, chat.asked.all(), strict=True):
        assert seen(question) in seen(bubble.inner_text())
    assert seen(asked[-1]) in seen(chat.understood.input_value())
    expect(chat.page.locator("#sources [id^=source-]")).to_have_count(len(TEXTS))
    expect(chat.send).to_be_in_viewport()
    assert too_wide(chat.page) == []


def test_what_a_model_writes(
    open_page: Open, serve: Serve, hostile: Library, scripted_model: ScriptedModel
):
    chat = open_page(serve(hostile, top_k=20, windows=1))
    for number, at in enumerate(range(0, len(TEXTS), 31), start=1):
        text = " ".join(
            f"Notice {n} reads {TEXTS[n]}." for n in range(at, min(at + 31, len(TEXTS)))
        )
        scripted_model.say(pieces=tuple(text[one : one + 60] for one in range(0, len(text), 60)))
        chat.ask(f"What does notice {at} on the board read?")
        chat.wait_until_answered(turns=number)
        assert wrongs(chat.page) == []
    for text in TEXTS[::9]:
        scripted_model.say(text, status=500)
    chat.ask("And what does notice 7 read?")
    chat.wait_until_answered(turns=number + 1)
    assert wrongs(chat.page) == []
    assert too_wide(chat.page) == []


def test_the_librarys_list_and_its_articles(open_page: Open, serve: Serve, hostile: Library):
    chat = open_page(serve(hostile))
    page = chat.page
    page.get_by_role("tab", name="Library").click()
    rows = page.locator("#shelf-rows label")
    expect(rows).to_have_count(50)
    titles = {entry.title: entry for entry in hostile.entries()}
    opened = 0
    while True:
        assert wrongs(page) == []
        count = rows.count()
        for place in range(count):
            label = rows.nth(place)
            number = re.match(r"\W*(\d+)", label.inner_text())
            label.click()
            head = page.locator("#article-head h3")
            expect(head).to_have_text(re.compile(rf"^\W*{number[1]}\b"))  # type: ignore[index]
            text = TEXTS[int(number[1])]  # type: ignore[index]
            assert seen(text) in seen(page.locator("#article-text").inner_text())
            assert wrongs(page) == []
            opened += 1
        if not page.locator("#shelf-older").is_visible():
            break
        page.locator("#shelf-older").click()
        expect(page.locator("#shelf-count")).to_contain_text(f"{len(TEXTS)} of {len(TEXTS)}")
    assert opened == len(titles) == len(TEXTS)
    page.locator("#article-remove").click()
    expect(page.locator("#article-yes")).to_be_visible()
    page.get_by_role("tab", name="Coverage", exact=True).click()
    expect(page.locator("#coverage img:visible")).to_be_visible()
    assert wrongs(page) == []
    assert too_wide(page) == []


def test_the_names_of_uploads_and_what_became_of_them(
    open_page: Open, serve: Serve, library: Library
):
    chat = open_page(serve(library))
    page = chat.page
    page.get_by_role("tab", name="Library").click()
    page.get_by_role("tab", name="Add", exact=True).click()
    names = [f"{text[:100]}x.txt".replace("\0", "") for text in TEXTS]
    files = [{"name": name, "mimeType": "text/plain", "buffer": b""} for name in names]
    page.locator("#add-files input[type=file]").set_input_files(files)  # type: ignore[arg-type]
    expect(page.locator("#add-files tr.file")).to_have_count(len(names), timeout=15_000)
    assert wrongs(page) == []
    page.locator("#add-collection").locator("input, textarea").fill(TEXTS[9][:80])
    page.locator("#add-begin").click()
    expect(page.locator("#add-told")).to_contain_text("refused", timeout=15_000)
    assert wrongs(page) == []
    assert too_wide(page) == []
    page.locator("#add-addresses textarea").fill("\n".join(["x", *TEXTS]))
    page.locator("#add-begin").click()
    expect(page.locator("#add-told")).to_contain_text("Not added")
    assert wrongs(page) == []
