import gzip
import io
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas
from web_site import WebSite

from index import Library
from index.articles import Article, Read, Refused
from index.errors import UnreadableArticle
from index.fetching import Fetcher
from index.reading import Reading, read

PAGE = """<!DOCTYPE html><html lang="en"><head><title>Tram line opens</title>
<meta property="og:site_name" content="The Larch Courier">
<meta property="article:published_time" content="2021-05-03"></head><body><nav>Menu</nav><article>
<h1>Tram line opens</h1><p>Mayor Odile Brandt opened the new tram line in Larch on Saturday, three
years after the first stone was laid. The line cost 42 million crowns in the end.</p></article>
</body></html>"""


def refusal(url: str, **how: bool) -> str:
    (item,) = read(url, Reading(**how, pause=0))
    assert isinstance(item, Refused)
    assert item.origin == url
    return item.reason


def article(url: str) -> Article:
    (item,) = read(url, Reading(allow_private=True, pause=0))
    assert isinstance(item, Read)
    return item.article


def test_a_page_is_read_by_its_address(site: WebSite):
    url = site.page("/tram", PAGE)
    found = article(url)
    assert found.title == "Tram line opens"
    assert found.source == "The Larch Courier"
    assert (found.published, found.published_origin) == ("2021-05-03", "meta")
    assert "42 million crowns" in found.text
    assert found.url == found.origin == url


def test_the_server_is_asked_by_its_name_and_told_who_asks(site: WebSite):
    site.page("/tram", PAGE)
    article(site.url("/tram", "localhost"))
    ((_, headers),) = site.asked
    assert headers["host"] == f"localhost:{site.port}"
    assert headers["user-agent"].startswith("Dateline/")


def test_a_plain_text_is_read_by_its_address(site: WebSite):
    found = article(site.page("/a.txt", "date 2021-05-03 The tram is open.", "text/plain"))
    assert found.text == "The tram is open."
    assert found.published == "2021-05-03"


def test_a_pdf_is_read_by_its_address(site: WebSite):
    file = io.BytesIO()
    canvas = Canvas(file)
    canvas.drawString(50, 800, "The tram is open.")
    canvas.save()
    found = article(site.page("/a.pdf", file.getvalue(), "application/pdf"))
    assert found.text == "The tram is open."


def test_what_names_its_own_address_keeps_it(site: WebSite):
    canonical = '<link rel="canonical" href="https://courier.example/tram">'
    found = article(site.page("/copy", PAGE.replace("</head>", f"{canonical}</head>")))
    assert found.url == "https://courier.example/tram"


def test_a_page_is_added_to_a_library(site: WebSite, library: Library):
    url = site.page("/tram", PAGE)
    assert len(library.add(url, how=Reading(allow_private=True)).of("added")) == 1
    assert len(library.add(url, how=Reading(allow_private=True)).of("unchanged")) == 1


def test_a_compressed_page_is_read(site: WebSite):
    headers = {"Content-Type": "text/html; charset=utf-8", "Content-Encoding": "gzip"}
    site.pages["/tram"] = (200, headers, gzip.compress(PAGE.encode()))
    assert article(site.url("/tram")).title == "Tram line opens"


@pytest.mark.parametrize("charset", ["iso-8859-1", "windows-1252"])
def test_a_text_is_read_in_the_encoding_that_the_server_names(site: WebSite, charset: str):
    body = "The café at the end of the tram line is open.".encode(charset)
    assert "café" in article(site.page("/a.txt", body, f"text/plain; charset={charset}")).text


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_followed_and_the_last_address_counts(site: WebSite, status: int):
    last = site.page("/new/tram", PAGE)
    assert article(site.redirect("/old", "/new/tram", status)).url == last


def test_a_page_that_sends_the_reader_on_for_ever_is_refused(site: WebSite):
    for number in range(9):
        site.redirect(f"/{number}", f"/{number + 1}")
    assert refusal(site.url("/0"), allow_private=True) == "sends the reader on more than 5 times"
    assert len(site.asked) == 6


def test_a_page_that_sends_the_reader_round_is_asked_once(site: WebSite):
    site.redirect("/there", "/back")
    site.redirect("/back", "/there#again")
    reason = refusal(site.url("/there"), allow_private=True)
    assert reason == "sends the reader round in a circle"
    assert site.paths == ["/there", "/back"]


def test_as_many_redirects_as_allowed_are_followed(site: WebSite):
    for number in range(5):
        site.redirect(f"/{number}", f"/{number + 1}")
    site.page("/5", PAGE)
    assert article(site.url("/0")).title == "Tram line opens"


@pytest.mark.parametrize(
    "to", ["file:///etc/passwd", "ftp://127.0.0.1/", "gopher://x", "http://", "//", "http://[x"]
)
def test_a_redirect_away_from_the_web_is_refused(site: WebSite, to: str):
    assert refusal(site.redirect("/old", to), allow_private=True)


@pytest.mark.parametrize("body", [b"x" * 5000, gzip.compress(b"x" * 5_000_000)])
def test_a_page_beyond_the_limit_is_refused(site: WebSite, body: bytes):
    headers = {"Content-Type": "text/plain"}
    if body.startswith(b"\x1f"):
        headers["Content-Encoding"] = "gzip"
    site.pages["/big"] = (200, headers, body)
    with pytest.raises(UnreadableArticle, match="larger than"):
        Fetcher(allow_private=True, max_bytes=4999).fetch(site.url("/big"))


def test_a_page_at_the_limit_is_read(site: WebSite):
    url = site.page("/a.txt", b"x" * 5000, "text/plain")
    assert len(Fetcher(allow_private=True, max_bytes=5000).fetch(url).data) == 5000


@pytest.mark.parametrize(
    ("media_type", "shown"), [("image/png", "image/png"), ("application/json", "application/json")]
)
def test_another_media_type_is_refused_by_its_name(site: WebSite, media_type: str, shown: str):
    url = site.page("/x", "{}", media_type)
    assert refusal(url, allow_private=True) == f"{shown} is no article's format"


def test_a_page_without_a_media_type_is_refused(site: WebSite):
    site.pages["/x"] = (200, {}, b"text")
    reason = refusal(site.url("/x"), allow_private=True)
    assert reason == "an unnamed type is no article's format"


@pytest.mark.parametrize("status", [403, 404, 500])
def test_an_error_of_the_server_is_told(site: WebSite, status: int):
    site.pages["/gone"] = (status, {"Content-Type": "text/html"}, PAGE.encode())
    assert refusal(site.url("/gone"), allow_private=True) == f"the server answered {status}"


def test_a_server_that_is_not_there_is_told(site: WebSite):
    url = site.url("/tram")
    site.close()
    assert refusal(url, allow_private=True).startswith("could not be fetched: ")


def test_a_page_cut_short_is_not_taken_for_whole(site: WebSite):
    headers = {"Content-Type": "text/html", "Content-Length": str(2 * len(PAGE))}
    site.pages["/cut"] = (200, headers, PAGE.encode())
    assert refusal(site.url("/cut"), allow_private=True).startswith("could not be fetched")


def test_a_proxy_of_the_environment_is_not_used(site: WebSite, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    assert article(site.page("/tram", PAGE)).title == "Tram line opens"


def test_one_address_that_fails_does_not_stop_the_rest(
    site: WebSite, library: Library, write, sample: Path
):
    report = library.add(site.url("/gone"), sample / "gazette", how=Reading(allow_private=True))
    assert (len(report.of("refused")), len(report.of("added"))) == (1, 8)
