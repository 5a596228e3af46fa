"""The page of one stored article: the whole text, and the quoted words marked in it."""

from collections.abc import Callable, Iterator

import fastapi
import pytest
from shown_page import ATTACKS, Shown
from starlette.testclient import TestClient

from index import Library
from index.articles import complete
from index.dates import PublicationDate
from index.extraction import Extract
from ui import links, reading
from ui.guard import Guard
from ui.passwords import Cost
from ui.users import Users

HERE = "http://127.0.0.1:7860"
ADDRESS = "https://paper.example/fire"
FIRST = "A fire broke out on Osk.\n\nIt hurt 12 people. The cause is not known.\n\nIt was put out."
SECOND = "Corrected.\n\nA fire broke out on Osk.\n\nIt hurt 17 people. The cause is known."
TAGS = {"html", "head", "meta", "title", "link", "style", "body", "nav", "a", "span", "main"} | {
    *("article", "header", "h1", "p", "dl", "div", "dt", "dd", "mark"),
}


def store(library: Library, text: str, **fields: object) -> str:
    known = {"title": "Fire on Osk", "source": "The Paper", "url": ADDRESS, "language": "en"}
    known |= {"published": PublicationDate("2025-04-30", "JSON-LD"), "author": "Ann Lee"}
    # Past the readers, which would take some of it for markup.
    (outcome,) = library._ingest().add([complete(Extract(text, **(known | fields)), "x.txt", "")])
    return str(outcome.article_id)


@pytest.fixture
def app(library: Library) -> fastapi.FastAPI:
    app = fastapi.FastAPI()
    users = Users(library.folder, cost=Cost(n=2, r=1, p=1))
    app.add_middleware(Guard, hosts=None, users=users, demanded=False)
    app.include_router(reading.router(library))
    return app


@pytest.fixture
def client(app: fastapi.FastAPI) -> Iterator[TestClient]:
    with TestClient(app, base_url=HERE, follow_redirects=False) as client:
        yield client


Open = Callable[..., Shown]


@pytest.fixture
def get(client: TestClient) -> Open:
    def get(address: str, status: int = 200) -> Shown:
        answer = client.get(address)
        assert answer.status_code == status
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        return Shown(answer.text)

    return get


def cite(article_id: str, text: str, quote: str) -> str:
    start = text.index(quote)
    return links.article_page(article_id, start, start + len(quote), quote)


def words(page: Shown) -> str:
    return " ".join(page.text.split())


def marked(page: Shown) -> list[str]:
    return [text for tag, text in page.texts if tag == "mark"]


def test_the_whole_article_stands_there_with_what_is_known_of_it(library: Library, get: Open):
    page = get(f"/article/{store(library, FIRST, section='News')}")
    told = words(page)
    assert "Fire on Osk The Paper, 30 April 2025, Ann Lee" in told
    assert "Published 30 April 2025 (found in: JSON-LD, confidence high) Section News" in told
    assert [text for tag, text in page.texts if tag == "p"][-3:] == FIRST.split("\n\n")
    assert page.links == ["data:,", "/", ADDRESS]
    assert "Original on paper.example" in told
    assert marked(page) == []
    assert "quoted" not in told


def test_the_quoted_words_are_marked_where_the_link_leads(library: Library, get: Open):
    page = get(cite(store(library, FIRST), FIRST, "It hurt 12 people."))
    assert marked(page) == ["It hurt 12 people."]
    assert [given for given in page.attributes if given.get("id")] == [{"id": "quote"}]
    assert page.links == ["data:,", "/", "#quote", links.original(ADDRESS, "It hurt 12 people.")]
    assert " ".join(FIRST.split()) in words(page)


def test_a_quote_over_paragraphs_is_marked_in_each_and_led_to_once(library: Library, get: Open):
    quote = "The cause is not known.\n\nIt was put"
    page = get(cite(store(library, FIRST), FIRST, quote))
    assert marked(page) == quote.split("\n\n")
    assert [given["id"] for given in page.attributes if "id" in given] == ["quote"]


def test_the_ends_of_lines_stay(library: Library, get: Open):
    text = "Who came:\n- Ann\n- Bob\n \n\nNobody else."
    page = get(f"/article/{store(library, text)}")
    assert [text for tag, text in page.texts if tag == "p"][-2:] == [
        "Who came:\n- Ann\n- Bob",
        "Nobody else.",
    ]


def test_an_article_without_address_or_date_says_where_it_was_read_from(
    library: Library, get: Open
):
    page = get(f"/article/{store(library, FIRST, url='', published=None)}")
    assert "undated" in words(page)
    assert "Read from x.txt" in words(page)
    assert page.links == ["data:,", "/"]


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x"])
def test_what_is_no_web_address_is_no_link(library: Library, get: Open, url: str):
    page = get(f"/article/{store(library, FIRST, url=url)}")
    assert page.links == ["data:,", "/"]


@pytest.mark.parametrize(
    "query",
    [
        "start=0&end=9999",
        "start=9998&end=9999",
        "start=5&end=5",
        "start=9&end=5",
        "start=-5&end=5",
        "start=a&end=b",
        "start=0&end=%D9%A5",
        "start=0&end=" + "9" * 5000,
        "start=0",
        "end=5",
        "quote=0123456789abcdef",
        "start=0&end=5&quote=0123456789abcdef",
        "start=0&end=5&quote=%00%FF<script>",
    ],
)
def test_a_place_that_is_not_in_the_text_marks_nothing_and_says_so(
    library: Library, get: Open, query: str
):
    page = get(f"/article/{store(library, FIRST)}?{query}")
    assert "The quoted words do not stand where the link says" in words(page)
    assert " ".join(FIRST.split()) in words(page)
    assert marked(page) == []
    assert "#quote" not in page.links


def test_offsets_alone_mark_a_place(library: Library, get: Open):
    assert marked(get(f"/article/{store(library, FIRST)}?start=2&end=6")) == ["fire"]


@pytest.mark.parametrize("article_id", ["0" * 16, "nothing", "%00", "%3Cb%3E", "é"])
def test_an_article_that_is_not_here_is_missed_calmly(get: Open, article_id: str):
    page = get(f"/article/{article_id}?start=0&end=5", 404)
    assert "This article is not in the library" in words(page)
    assert page.links == ["data:,", "/", "/"]
    assert set(page.tags) <= TAGS


def test_a_removed_article_is_missed_calmly(library: Library, get: Open):
    link = cite(store(library, FIRST), FIRST, "It was put out.")
    library.remove([next(library.entries()).id])
    assert "it has been removed since" in words(get(link, 404))


def test_words_that_stand_where_they_stood_are_shown_in_the_newest_version(
    library: Library, get: Open
):
    link = cite(store(library, FIRST), FIRST, "It hurt 12 people.")
    store(library, f"{FIRST}\n\nIt is over.")
    page = get(link)
    assert marked(page) == ["It hurt 12 people."]
    assert "It is over." in words(page)
    assert "Version 2 of 2, stored on" in words(page)
    assert "earlier version" not in words(page)


def test_words_that_moved_are_shown_where_they_were_cited_and_led_to_where_they_are(
    library: Library, get: Open
):
    quote = "A fire broke out on Osk."
    link = cite(store(library, FIRST), FIRST, quote)
    article_id = store(library, SECOND)
    page = get(link)
    told = words(page)
    assert marked(page) == [quote]
    assert "This is an earlier version, replaced on" in told
    assert "The quoted words stand in the newest one, too." in told
    assert "12 people" in told
    assert "Version 1 of 2" in told
    newest = get(page.links[-1])
    assert page.links[-1] == cite(article_id, SECOND, quote)
    assert marked(newest) == [quote]
    assert "17 people" in words(newest)


def test_words_that_were_taken_back_are_shown_in_the_version_that_had_them(
    library: Library, get: Open
):
    link = cite(store(library, FIRST), FIRST, "It hurt 12 people.")
    article_id = store(library, SECOND)
    page = get(link)
    assert marked(page) == ["It hurt 12 people."]
    assert "The newest one does not have the quoted words any more." in words(page)
    assert page.links[-1] == f"/article/{article_id}"


def test_a_version_can_be_asked_for(library: Library, get: Open):
    store(library, FIRST)
    article_id = store(library, SECOND)
    assert "12 people" in words(get(f"/article/{article_id}?version=1"))
    assert "17 people" in words(get(f"/article/{article_id}?version=2"))
    assert "17 people" in words(get(f"/article/{article_id}"))
    # The first version's words, at their place in it, asked for in the second.
    link = cite(article_id, FIRST, "It hurt 12 people.").replace("?", "?version=2&")
    assert marked(get(link)) == []


@pytest.mark.parametrize("version", ["0", "3", "-1", "x", "9" * 5000])
def test_a_version_that_does_not_exist_leads_to_the_newest(
    library: Library, get: Open, version: str
):
    article_id = store(library, FIRST)
    page = get(f"/article/{article_id}?version={version}", 404)
    assert "There is no such version of “Fire on Osk”." in words(page)
    assert f"/article/{article_id}" in page.links


@pytest.mark.parametrize("text", ATTACKS)
def test_any_text_in_any_place_is_shown_as_it_is(library: Library, get: Open, text: str):
    whole = f"Before it. {text} After it."
    fields = dict.fromkeys(("title", "source", "author", "section", "language"), text)
    page = get(cite(store(library, whole, **fields), whole, text))
    assert words(page).count(" ".join(text.split())) >= 5
    assert marked(page) == [text]
    assert set(page.tags) <= TAGS
    assert page.links == ["data:,", "/", "#quote", links.original(ADDRESS, text)]
    assert all(not name.startswith("on") for given in page.attributes for name in given)


def test_the_page_runs_nothing_and_needs_nothing(library: Library, client: TestClient):
    answer = client.get(f"/article/{store(library, FIRST)}")
    policies = answer.headers.get_list("content-security-policy")
    ours = next(one for one in policies if one.startswith("default-src 'none'"))
    policy = dict(part.strip().split(" ", 1) for part in ours.split(";"))
    assert policy["default-src"] == policy["form-action"] == policy["base-uri"] == "'none'"
    assert "script-src" not in policy
    assert answer.headers["cache-control"] == "no-store"
    assert "script" not in Shown(answer.text).tags


def test_where_people_sign_in_nobody_else_reads_an_article(
    library: Library, app: fastapi.FastAPI, client: TestClient
):
    link = cite(store(library, FIRST), FIRST, "It was put out.").partition("#")[0]
    Users(library.folder, cost=Cost(n=2, r=1, p=1)).add("ann", "correct horse")
    answer = client.get(link, headers={"Accept": "text/html"})
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/sign-in?next=/article/")
    assert "Osk" not in client.get(link).text


def test_what_goes_wrong_is_told_without_a_trace(library: Library, get: Open):
    article_id = store(library, FIRST)
    with library._catalogue.writing() as connection:
        connection.exec_driver_sql("DROP TABLE versions")
    page = get(f"/article/{article_id}", 503)
    assert "This article cannot be shown now" in words(page)
    assert "Traceback" not in words(page)
