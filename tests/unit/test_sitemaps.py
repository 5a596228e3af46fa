"""Sitemaps as they come: the protocol's, those for news, broken ones, and ones that mean harm."""

import itertools

import pytest

from index.listings import newest_first
from index.sitemaps import _parsed

AT = "https://courier.example/maps/sitemap.xml"
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
NEWS = "http://www.google.com/schemas/sitemap-news/0.9"
IMAGE = "http://www.google.com/schemas/sitemap-image/1.1"


def urlset(entries: str, namespace: str = f'xmlns="{NAMESPACE}"') -> bytes:
    return (
        f'<?xml version="1.0"?><urlset {namespace} xmlns:news="{NEWS}" xmlns:image="{IMAGE}">'
        f"{entries}</urlset>"
    ).encode()


def test_pages_are_listed_by_their_addresses():
    sitemaps, pages = _parsed(
        urlset(
            "<url><loc> https://courier.example/a&amp;b </loc></url><!-- <url> -->"
            "<url><loc>/stra\u00dfe</loc></url><url><loc>tram</loc></url>"
        ),
        AT,
    )
    assert sitemaps == []
    assert [page.url for page in pages] == [
        "https://courier.example/a&b",
        "https://courier.example/stra%C3%9Fe",
        "https://courier.example/maps/tram",
    ]


@pytest.mark.parametrize("namespace", ['xmlns="http://www.google.com/schemas/sitemap/0.84"', ""])
def test_an_older_namespace_or_none_will_do(namespace: str):
    _, pages = _parsed(urlset("<url><loc>/tram</loc></url>", namespace), AT)
    assert [page.url for page in pages] == ["https://courier.example/tram"]


def test_when_a_page_was_changed_is_no_publication_date_but_orders():
    _, pages = _parsed(
        urlset(
            "<url><loc>/a</loc><lastmod>2021-05-03</lastmod></url>"
            "<url><loc>/b</loc></url>"
            "<url><loc>/c</loc><lastmod>2021-05-04T10:00:00+00:00</lastmod></url>"
        ),
        AT,
    )
    assert [page.published for page in pages] == [None, None, None]
    assert [page.url[-1] for page in newest_first(pages)] == ["c", "a", "b"]


def test_what_a_sitemap_for_news_says_is_kept():
    _, (page,) = _parsed(
        urlset(
            "<url><loc>/tram</loc><lastmod>2021-06-01</lastmod><image:image><image:loc>/p.png"
            "</image:loc><image:title>A picture</image:title></image:image><news:news>"
            "<news:publication><news:name>The Larch Courier</news:name><news:language>en"
            "</news:language></news:publication><news:publication_date>2021-05-03T23:30:00-07:00"
            "</news:publication_date><news:title>Tram &amp; bus</news:title></news:news></url>"
        ),
        AT,
    )
    assert (page.title, page.source) == ("Tram & bus", "The Larch Courier")
    assert page.published is not None
    assert page.published.value == "2021-05-03"
    assert (page.published.origin, page.published.confidence) == ("sitemap", "medium")


def test_a_date_for_news_that_is_yet_to_come_is_not_taken():
    dated = "<news:news><news:publication_date>2999-01-01</news:publication_date></news:news>"
    _, (page,) = _parsed(urlset(f"<url><loc>/tram</loc>{dated}</url>"), AT)
    assert page.published is None


@pytest.mark.parametrize(
    "entry",
    [
        "<url></url>",
        "<url><loc/></url>",
        "<url><lastmod>2021-05-03</lastmod></url>",
        "<url><loc>file:///etc/passwd</loc></url>",
        "<url><loc>https://me:word@courier.example/</loc></url>",
        "<url><loc>javascript:alert(1)</loc></url>",
        "<url><loc>https://[x/</loc></url>",
        "<url><image:image><image:loc>/p.png</image:loc></image:image></url>",
    ],
)
def test_an_entry_that_names_no_page_is_passed_over(entry: str):
    _, pages = _parsed(urlset(f"{entry}<url><loc>/tram</loc></url>"), AT)
    assert [page.url for page in pages] == ["https://courier.example/tram"]


@pytest.mark.parametrize("cut", ["</urlset>", "</url></urlset>", "</loc></url></urlset>"])
def test_a_sitemap_that_is_cut_short_gives_what_is_there(cut: str):
    whole = urlset("<url><loc>/a</loc></url><url><loc>/b</loc></url>")
    _, pages = _parsed(whole.removesuffix(cut.encode()), AT)
    assert pages[0].url == "https://courier.example/a"


def test_an_unescaped_ampersand_breaks_no_sitemap():
    _, pages = _parsed(urlset("<url><loc>/a?b=1&c=2</loc></url><url><loc>/d</loc></url>"), AT)
    assert pages[-1].url == "https://courier.example/d"


def test_entities_grow_into_nothing_and_open_no_file():
    names = "abcdefghij"
    entities = "".join(
        f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in itertools.pairwise(names)
    )
    head = (
        f'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">{entities}<!ENTITY f SYSTEM "file:///etc/passwd">]>'
    )
    body = urlset("<url><loc>/x&j;</loc></url><url><loc>/y&f;</loc></url>").decode()
    _, pages = _parsed(body.replace("<urlset", head + "<urlset").encode(), AT)
    assert all(len(page.url) < 100 for page in pages)


def test_a_large_sitemap_is_read_whole():
    _, pages = _parsed(urlset("<url><loc>/a</loc></url>" * 5_000), AT)
    assert len(pages) == 5_000
