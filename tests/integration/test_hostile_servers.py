"""Servers that send too much, too slowly, or something else than they say."""

import gzip
import itertools
import zlib

import pytest
from web_site import WebSite, raw_site

from index.articles import Article, Read, Refused
from index.errors import UnreadableArticle
from index.fetching import Fetcher, Page, unzip
from index.reading import Reading, read

HERE = Reading(allow_private=True, pause=0)
WORDS = "The café in Larch opened after the tram line, and 42 million crowns “were” spent."
PAGE = (
    f"<html><head><title>Tram</title></head><body><article><p>{WORDS}</p></article></body></html>"
)
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"


def article(url: str) -> Article:
    (item,) = read(url, HERE)
    assert isinstance(item, Read), item
    return item.article


def refusal(url: str) -> str:
    (item,) = read(url, HERE)
    assert isinstance(item, Refused)
    return item.reason


def impatient() -> Fetcher:
    """A reader to whom every look at the clock takes ten seconds."""
    return Fetcher(allow_private=True, clock=itertools.count(0, 10).__next__)


@pytest.mark.parametrize(
    ("first", "then"),
    [
        (HEAD + b"\r\n", b"x"),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
        (HEAD, b"X-More: and more\r\n"),
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
        (b"H", b""),
        (HEAD + b"Content-Length: 10\r\n\r\n12345", b""),
    ],
)
def test_an_answer_without_an_end_is_given_up(first: bytes, then: bytes):
    with raw_site(first, then) as url, pytest.raises(UnreadableArticle):
        impatient().fetch(url)


def test_a_server_that_drips_is_given_up_and_told_so():
    with (
        raw_site(HEAD + b"\r\n", b"x") as url,
        pytest.raises(UnreadableArticle, match="did not come to an end in 90 seconds"),
    ):
        impatient().fetch(url)


def test_a_server_that_says_nothing_is_given_up():
    with raw_site(b"") as url, pytest.raises(UnreadableArticle, match="could not be fetched"):
        Fetcher(allow_private=True).fetch(url)


def test_a_server_that_waits_is_given_up():
    import socket

    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        with pytest.raises(UnreadableArticle, match="did not answer in time"):
            Fetcher(allow_private=True, timeout=0.05).fetch(url)


@pytest.mark.parametrize(
    "first",
    [
        HEAD + b"X-Long: " + b"x" * 200_000 + b"\r\n\r\nhello",
        HEAD + b"X-Many: x\r\n" * 20_000 + b"\r\nhello",
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"HTTP/1.1 200 OK\r\nBad header\r\n\r\n",
        b"HTTP/1.1 999999 ?\r\n\r\n",
        b"\x00" * 1000,
        HEAD + b"Content-Length: 5\r\nContent-Length: 7\r\n\r\nhello",
        HEAD + b"Content-Length: -5\r\n\r\nhello",
        HEAD + b"Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\nx",
        HEAD + b"Content-Length: 50\r\n\r\ncut short",
    ],
)
def test_what_is_no_answer_of_the_web_is_refused(first: bytes):
    with raw_site(first) as url:
        assert "could not be fetched" in refusal(url)


def test_a_gzip_bomb_is_not_unpacked(site: WebSite):
    bomb = zlib.compressobj(9, wbits=31)
    data = b"".join(bomb.compress(bytes(1_000_000)) for _ in range(200)) + bomb.flush()
    headers = {"Content-Type": "text/html", "Content-Encoding": "gzip"}
    site.pages["/bomb"] = (200, headers, data)
    assert refusal(site.url("/bomb")) == "larger than 20 MB"


@pytest.mark.parametrize("packing", ["gzip, gzip", "br", "deflate", "zstd", "compress", "x" * 50])
def test_a_packing_that_was_not_asked_for_is_refused(site: WebSite, packing: str):
    headers = {"Content-Type": "text/html", "Content-Encoding": packing}
    site.pages["/tram"] = (200, headers, gzip.compress(gzip.compress(PAGE.encode())))
    assert "only gzip was asked for" in refusal(site.url("/tram"))
    assert site.asked[0][1]["accept-encoding"] == "gzip"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (gzip.compress(PAGE.encode())[:-20], "cut short"),
        (PAGE.encode(), "cannot be unpacked"),
        (b"\x1f\x8b" + bytes(50), "cannot be unpacked"),
        (gzip.compress(PAGE.encode()) + b"rubbish", "cannot be unpacked"),
    ],
)
def test_a_broken_packing_is_told(site: WebSite, data: bytes, said: str):
    headers = {"Content-Type": "text/html", "Content-Encoding": "gzip"}
    site.pages["/tram"] = (200, headers, data)
    assert said in refusal(site.url("/tram"))


def test_what_is_packed_in_parts_is_unpacked_whole():
    whole = b"x" * 600
    parts = gzip.compress(whole[:300]) + gzip.compress(whole[300:])
    assert unzip([parts[:7], parts[7:]], 600) == whole
    assert unzip((bytes([byte]) for byte in parts), 600) == whole
    assert unzip([], 600) == b""
    with pytest.raises(UnreadableArticle, match="larger than"):
        unzip([parts], 599)
    with pytest.raises(UnreadableArticle, match="larger than"):
        # Parts of nothing at all make nothing, for ever.
        unzip([gzip.compress(b"")] * 1000, 10_000)


@pytest.mark.parametrize(
    "media_type",
    ["", "application/octet-stream", "text/xml", "application/xml", "text/plain", "TEXT/HTML"],
)
@pytest.mark.parametrize("start", ["", "\ufeff", "  \n", "<!DOCTYPE html>", "<!-- <rss> -->\n"])
def test_a_page_is_known_by_its_first_words(site: WebSite, media_type: str, start: str):
    url = site.page("/tram", start + PAGE, media_type)
    assert article(url).title == "Tram"


def test_a_page_under_a_type_for_pictures_is_not_even_loaded(site: WebSite):
    assert refusal(site.page("/tram", PAGE, "image/png")) == "image/png is no article's format"


@pytest.mark.parametrize(
    ("data", "content_type", "kind"),
    [
        (b"%PDF-1.7", "text/html", "pdf"),
        (b"", "application/pdf", "pdf"),
        (b"<html>", "", "html"),
        (b"", "text/html", "html"),
        (b"Words.", "text/html", "html"),
        (b"Words.", "text/plain; charset=utf-8", "text"),
        (b"Words <html>", "text/plain", "text"),
        (b"Words.", "", ""),
        (b"<svg xmlns='x'/>", "text/xml", ""),
        (b"<html>", "application/zip", ""),
        (b"PK\x03\x04", "application/octet-stream", ""),
        (b"<?xml version='1.0'?><rss version='2.0'>", "text/html", "feed"),
        (b"<?xml version='1.0'?>\n<!-- made by <b>x</b> --><rdf:RDF>", "", "feed"),
        (b"\xef\xbb\xbf<atom:feed>", "application/xml", "feed"),
        ("\ufeff<rss>".encode("utf-16"), "application/rss+xml", "feed"),
        (b'{"version": "https:\\/\\/jsonfeed.org\\/version\\/1.1"', "application/json", "feed"),
        (b'{"version": 1}', "application/json", ""),
        (b"<!DOCTYPE x [<!ENTITY a 'b'>]><urlset>", "text/html", "sitemap"),
        (b"<sitemapindex>", "text/plain", "sitemap"),
        (gzip.compress(b"<urlset>"), "application/xml", "gzip"),
        (b"<!--" * 1000, "text/xml", ""),
        (b"<" * 4000, "text/html", "html"),
    ],
)
def test_what_a_page_holds_is_told(data: bytes, content_type: str, kind: str):
    assert Page(data, "http://x.example/", content_type=content_type).kind == kind


@pytest.mark.parametrize(
    ("charset", "sent"),
    [
        ("iso-8859-1", "windows-1252"),
        ("ISO-8859-1", "windows-1252"),
        ("windows-1252", "windows-1252"),
        ('"windows-1252"', "windows-1252"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        # Set for the whole server, and wrong for this page.
        ("iso-8859-1", "utf-8"),
        ("no-such-thing", "utf-8"),
        ("zlib", "utf-8"),
        ("utf-8", "utf-8"),
        ("", "utf-8"),
        ("x; charset=y; =", "utf-8"),
    ],
)
@pytest.mark.parametrize("media_type", ["text/html", "text/plain"])
def test_the_encoding_that_the_server_names_is_used(
    site: WebSite, charset: str, sent: str, media_type: str
):
    body = PAGE if media_type == "text/html" else WORDS
    url = site.page("/tram", body.encode(sent), f"{media_type}; charset={charset}")
    assert article(url).text == WORDS


def test_japanese_that_looks_like_plain_letters_is_read(site: WebSite):
    text = "市長は土曜日に新しい路面電車を開通させた。" * 5
    body = f"<html><body><article><p>{text}</p></article></body></html>".encode("iso-2022-jp")
    assert text in article(site.page("/tram", body, "text/html; charset=iso-2022-jp")).text


def test_the_bytes_that_were_sent_are_kept(site: WebSite):
    data = PAGE.encode("windows-1252")
    (item,) = read(site.page("/tram", data, "text/html; charset=iso-8859-1"), HERE)
    assert isinstance(item, Read)
    assert (item.original, item.media_type) == (data, "text/html")


def test_a_page_in_other_letters_is_read_by_its_address(site: WebSite):
    site.page("/stra%C3%9Fe?q=%C3%A4", PAGE)
    found = article(site.url("/straße?q=ä"))
    assert found.url == site.url("/stra%C3%9Fe?q=%C3%A4")


def test_a_redirect_in_other_letters_is_followed(site: WebSite):
    site.page("/stra%C3%9Fe", PAGE)
    for location in ("/straße", "/stra%C3%9Fe"):
        site.redirect("/old", location.encode().decode("latin-1"))
        assert article(site.url("/old")).title == "Tram"
