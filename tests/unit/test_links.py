"""Where a citation leads: never elsewhere than it says, and to the quoted words."""

from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from shown_page import ATTACKS

from ui import links

URL = "https://paper.example/1"
LONG = "One two three four five six seven, eight nine ten eleven."


def directive(link: str) -> str:
    return link.partition(":~:text=")[2]


def test_the_page_of_an_article_is_asked_for_the_place_and_the_words():
    link = urlsplit(links.article_page("8dc79fe84b7d8a63", 5, 9, "Four"))
    assert (link.scheme, link.netloc) == ("", "")
    assert (link.path, link.fragment) == ("/article/8dc79fe84b7d8a63", "quote")
    asked = {"start": ["5"], "end": ["9"], "quote": [links.digest("Four")]}
    assert parse_qs(link.query) == asked


def test_an_id_cannot_leave_its_place_in_the_path():
    link = urlsplit(links.article_page("a/../b?c#d", 0, 1, "x"))
    assert link.path == "/article/a%2F..%2Fb%3Fc%23d"
    assert link.fragment == "quote"


def test_quotes_that_differ_have_other_digests():
    assert links.digest("17 people") != links.digest("12 people")
    assert links.digest("half \ud83d of a character") == links.digest("half ? of a character")


@pytest.mark.parametrize(
    ("quote", "asked"),
    [
        ("It is so.", "It%20is%20so."),
        ("One two three four five six seven eight nine ten.", None),
        ("a well-known, loved & old one", "a%20well%2Dknown%2C%20loved%20%26%20old%20one"),
        ("100% of #1?", "100%25%20of%20%231%3F"),
        ("«Été»", "%C2%AB%C3%89t%C3%A9%C2%BB"),
        ("  It\tis  so. ", "It%20is%20so."),
        (LONG, "One%20two%20three%20four%20five,seven%2C%20eight%20nine%20ten%20eleven."),
        # On the original's page two blocks, which only a beginning and an end can span.
        ("It is so\n\nhere", "It%20is%20so,here"),
        ("One two three four five six\n \nseven\neight", "One%20two%20three%20four%20five,eight"),
        ("It\n", "It"),
        ("", ""),
        (" \n", ""),
    ],
)
def test_the_original_is_asked_for_the_quoted_words(quote: str, asked: str | None):
    found = directive(links.original(URL, quote))
    assert found == (quote.replace(" ", "%20") if asked is None else asked)


@pytest.mark.parametrize(
    ("url", "before"),
    [
        (URL, f"{URL}#"),
        (f"{URL}#part-2", f"{URL}#part-2"),
        (f"{URL}#part-2:~:text=other,words", f"{URL}#part-2"),
        (f"{URL}#:~:text=other", f"{URL}#"),
        (f"{URL}?a=1&b=2", f"{URL}?a=1&b=2#"),
    ],
)
def test_a_fragment_of_the_address_stays_and_another_directive_goes(url: str, before: str):
    assert links.original(url, "So.") == f"{before}:~:text=So."


def test_without_a_quote_the_address_stays_as_it_is():
    assert links.original(f"{URL}#part-2") == f"{URL}#part-2"


@pytest.mark.parametrize("url", ["", "javascript:alert(1)", "data:text/html,x", "//paper.example"])
def test_what_is_no_web_address_leads_nowhere(url: str):
    assert links.original(url, "So.") == links.site(url) == ""


@pytest.mark.parametrize("text", ATTACKS)
def test_no_quote_is_more_than_words_of_a_directive(text: str):
    link = links.original(URL, f"{text} {text}")
    assert link.startswith(f"{URL}#:~:text=")
    assert set(directive(link)) <= set(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789%._~,"
    )
    assert directive(link).count(",") <= 1
    for words in directive(link).split(","):
        assert unquote(words) in " ".join(f"{text} {text}".split())


@pytest.mark.parametrize(
    ("url", "site"),
    [
        (URL, "paper.example"),
        ("https://www.Paper.example:8443/1", "paper.example:8443"),
        # Not followed: it hides where it leads.
        ("https://bank.example@evil.example/", ""),
        ("https://bank.example:x@evil.example/bank.example", ""),
        # As it is followed: letters that look like others are written out.
        ("https://раpal.example/", "%d1%80%d0%b0pal.example"),
    ],
)
def test_a_site_is_named_as_it_is_followed(url: str, site: str):
    assert links.site(url) == site
