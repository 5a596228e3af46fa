import json

import pytest

from index.errors import UnreadableArticle
from index.extraction import Extract
from index.pages import extract_html

PROSE = (
    "<p>Mayor Odile Brandt opened the new tram line in Larch on Saturday, three years after the "
    "first stone was laid, and said that it had cost 42 million crowns.</p>"
)
URL = "https://courier.example/news/tram"


def read(
    head: str = "", body: str = "", html: str = '<html lang="en-GB">', url: str = URL
) -> Extract:
    page = (
        f"{html}<head>{head}</head><body><article><h1>Tram line opens</h1>{body}{PROSE}{PROSE}"
        "</article></body></html>"
    )
    return extract_html(page.encode(), "a.html", url)


def article(**fields: object) -> str:
    thing = {"@type": "NewsArticle", "headline": "Tram line opens", **fields}
    return f'<script type="application/ld+json">{json.dumps(thing)}</script>'


def test_all_that_a_page_states_is_kept():
    extract = read(
        article(
            author=[{"@type": "Person", "name": "Nell Ashcombe"}, {"name": "Dario Penhale"}],
            publisher={"@type": "NewsMediaOrganization", "name": "The Larch Courier"},
            articleSection=["Transport", "News"],
            inLanguage="en-GB",
            datePublished="2023-12-06",
            dateModified="2023-12-08",
        )
        + f'<link rel="canonical" href="{URL}">'
    )
    assert extract.title == "Tram line opens"
    assert extract.author == "Nell Ashcombe, Dario Penhale"
    assert (extract.source, extract.section) == ("The Larch Courier", "Transport")
    assert (extract.language, extract.url) == ("en", URL)
    assert extract.published is not None
    assert extract.updated is not None
    assert (extract.published.value, extract.updated.value) == ("2023-12-06", "2023-12-08")


@pytest.mark.parametrize(
    "stated",
    [
        article(author="Nell Ashcombe"),
        article(author={"name": "Nell Ashcombe"}),
        article(author=[["Nell Ashcombe"]]),
        article(author={"@type": "Person", "url": "https://courier.example/nell"})
        + '<meta name="author" content="Nell Ashcombe">',
        '<meta name="author" content="By Nell Ashcombe">',
        '<meta property="article:author" content="https://social.example/nell">'
        '<meta name="parsely-author" content="Nell Ashcombe">',
        '<meta name="byl" content="By Nell Ashcombe">',
    ],
)
def test_an_author_is_a_name_and_not_an_address(stated: str):
    assert read(stated).author == "Nell Ashcombe"


def test_the_head_of_the_article_names_its_author_and_a_related_one_does_not():
    own = '<p>By <a rel="author" href="/nell">Nell Ashcombe</a></p>'
    assert read(body="<div>By Nell Ashcombe | Courier</div>").author == "Nell Ashcombe"
    other = '<div class="related"><a rel="author" href="/roy">Roy Hatherwick</a></div>'
    assert read(body=own + other).author == "Nell Ashcombe"
    assert read(body=other).author == ""


@pytest.mark.parametrize(
    ("head", "address"),
    [
        (
            '<link rel="canonical" href="https://courier.example/tram">',
            "https://courier.example/tram",
        ),
        ('<link rel="canonical" href="/tram">', "https://courier.example/tram"),
        (
            '<meta property="og:url" content="https://courier.example/tram">',
            "https://courier.example/tram",
        ),
        ('<link rel="canonical" href="https://other.example/tram">', "https://other.example/tram"),
        # A front page's address would make one article of all.
        ('<link rel="canonical" href="https://courier.example/">', URL),
        ('<link rel="canonical" href="http://[broken">', URL),
        ('<link rel="canonical" href="javascript:alert(1)">', URL),
        ('<link rel="canonical" href="">', URL),
        ("", URL),
    ],
)
def test_the_canonical_address_is_one_that_an_article_can_have(head: str, address: str):
    assert read(head).url == address


@pytest.mark.parametrize(
    ("html", "head", "language"),
    [
        ('<html lang="de-AT">', "", "de"),
        ("<html>", '<meta property="og:locale" content="fr_FR">', "fr"),
        ("<html>", '<meta http-equiv="content-language" content="nl">', "nl"),
        ("<html>", article(inLanguage={"name": "en-US"}), "en"),
        ('<html lang="no language at all">', "", ""),
        ("<html>", "", ""),
    ],
)
def test_the_language_is_a_code(html: str, head: str, language: str):
    assert read(head, html=html).language == language


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ('<meta property="og:title" content="Tram opens">', "Tram opens"),
        (
            "<title>Tram line opens | The Larch Courier</title>"
            '<meta property="og:title" content="Tram line opens | The Larch Courier">'
            '<meta property="og:site_name" content="The Larch Courier">',
            "Tram line opens",
        ),
        ('<meta property="og:title" content="Trams - a history">', "Trams - a history"),
        ("", "Tram line opens"),
    ],
)
def test_the_title_is_the_headline_without_the_outlet(head: str, title: str):
    assert read(head).title == title


@pytest.mark.parametrize(
    "head",
    [
        '<meta property="article:section" content="Transport">',
        '<meta name="parsely-section" content="Transport">',
        article(articleSection="Transport"),
    ],
)
def test_the_section_is_read(head: str):
    assert read(head).section == "Transport"


def test_headings_and_paragraphs_stay_lines_of_their_own():
    text = read(body=f"{PROSE}<h2>What it cost</h2>{PROSE}<h2>Who pays</h2>").text
    lines = [line for line in text.split("\n") if line]
    assert "What it cost" in lines
    assert "Who pays" in lines


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "page",
    [
        "<div>" * 10_000 + PROSE + "</div>" * 10_000,
        '<article><h2>x y z w</h2><time datetime="2023-01-01">x</time></article>' * 10_000,
        "<a href=x>Four words or more here</a> " * 10_000,
        "<h1>Tram</h1>" * 10_000,
        "<p><b><i>" * 5_000 + PROSE,
    ],
)
def test_a_page_beyond_reason_is_read_or_refused_in_time(page: str):
    try:
        extract = extract_html(f"<html><body>{page}</body></html>".encode(), "a.html")
    except UnreadableArticle:
        return
    assert extract.published is None or extract.published.value == "2023-01-01"
