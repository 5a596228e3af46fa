from pathlib import Path

import pytest

from index.errors import UnreadableArticle
from index.extraction import Extract
from index.pages import extract_html

PAGE = """<!DOCTYPE html><html lang="en"><head><meta charset="{charset}"><title>{title}</title>
<meta property="og:site_name" content="The Larch Courier"></head><body><article><h1>{title}</h1>
<p>{text}</p></article></body></html>"""
TEXT = (
    "Mayor Odile Brandt opened the new tram line in Larch on Saturday, three years after the "
    "first stone was laid. The line cost 42 million crowns, and a café stands at its end."
)

SENTENCES = {
    "harbinger/2025-07-03-swing-bridge-bearing-arrives.html": "The steel ring, which weighs 14 "
    "tonnes and is 3.2 metres across, came by barge because it was too wide for the road",
    "harbinger/2025-06-26-customs-house-vote.html": "A valuer’s report, which the council "
    "published only two days before the vote, put the worth of the building at between",
    "harbinger/2025-10-03-teague-elected-mayor.html": "Ms Teague won 11,846 votes in Thursday’s "
    "election, or 52.3 per cent.",
    "wrenmouth-observer/2025-03-06-kelder-bay-primary-stays-open.html": "If the number of pupils "
    "has not reached 90 by September 2027, the question of closure will be opened again.",
    "gazette/2025-08-25-herring-festival.html": "14,500",
}
# What readers wrote, other headlines, banners and footers: none of it is the article.
CLUTTER = {
    "harbinger/2025-07-03-swing-bridge-bearing-arrives.html": [
        "Four million",
        "NorthQuayNora",
        "River Asker floods 63 homes",
        "five main stories",
        "Sound Press Group",
        "cookies",
        "Subscribe",
    ],
    "harbinger/2025-06-26-customs-house-vote.html": [
        "six million",
        "Old Tar",
        "3,000 march",
        "14 partners",
        "Copy link",
    ],
    "harbinger/2025-10-03-teague-elected-mayor.html": [
        "Turnout was 60 per cent",
        "weir_lane_bett",
        "three candidates",
    ],
    "wrenmouth-observer/2025-03-06-kelder-bay-primary-stays-open.html": [
        "200 pupils",
        "MillfoldMum",
        "Music lessons",
        "Morning bulletin",
        "Oskel Press",
    ],
    "gazette/2025-08-25-herring-festival.html": ["20,000 on Saturday"],
}
PAGES = list(SENTENCES)


def read(sample: Path, name: str) -> Extract:
    return extract_html((sample / name).read_bytes(), name)


@pytest.mark.parametrize("name", PAGES)
def test_the_article_of_a_page_is_read(sample: Path, name: str):
    assert SENTENCES[name] in read(sample, name).text


@pytest.mark.parametrize("name", PAGES)
def test_comments_and_clutter_are_left_out(sample: Path, name: str):
    text = read(sample, name).text
    assert [words for words in CLUTTER[name] if words.lower() in text.lower()] == []


@pytest.mark.parametrize("name", PAGES)
def test_the_title_is_not_repeated_in_the_text(sample: Path, name: str):
    extract = read(sample, name)
    assert extract.title
    assert not extract.text.startswith(extract.title)


@pytest.mark.parametrize(
    ("name", "value", "origin"),
    [
        (PAGES[0], "2025-07-03", "JSON-LD"),
        (PAGES[1], "2025-06-26", "meta"),
        (PAGES[2], "2025-10-03", "meta"),
        (PAGES[3], "2025-03-06", "meta"),
        (PAGES[4], "2025-08-25", "JSON-LD"),
    ],
)
def test_the_date_of_a_page_says_where_it_was_found(
    sample: Path, name: str, value: str, origin: str
):
    published = read(sample, name).published
    assert published is not None
    assert (published.value, published.origin) == (value, origin)


def test_a_page_states_its_outlet_author_and_address(sample: Path):
    extract = read(sample, PAGES[1])
    assert extract.title == "Council votes 19-16 to sell Old Customs House"
    assert extract.source == "The Port Ellery Harbinger"
    assert extract.author == "Nell Ashcombe"
    assert extract.url == "https://port-ellery-harbinger.example/2025/06/26/customs-house-vote"


def test_a_page_without_an_address_has_the_one_it_was_fetched_from():
    page = PAGE.format(charset="utf-8", title="Tram line opens", text=TEXT)
    extract = extract_html(page.encode(), "a.html", url="https://courier.example/tram")
    assert extract.url == "https://courier.example/tram"


@pytest.mark.parametrize("charset", ["iso-8859-1", "windows-1252", "iso-8859-15"])
def test_a_page_is_read_in_the_encoding_that_it_names(charset: str):
    page = PAGE.format(charset=charset, title="Tram line opens", text=TEXT)
    assert "café" in extract_html(page.encode(charset), "a.html").text


def test_xhtml_with_its_declaration_is_read():
    page = PAGE.format(charset="utf-8", title="Tram line opens", text=TEXT)
    xhtml = '<?xml version="1.0" encoding="utf-8"?>\n' + page
    assert "42 million crowns" in extract_html(xhtml.encode(), "a.html").text


@pytest.mark.parametrize("page", [b"<html><body></body></html>", b"<html>", b"<p></p>", b"<<<>>>"])
def test_a_page_without_an_article_is_named_so(page: bytes):
    with pytest.raises(UnreadableArticle, match="no article text was found in the page"):
        extract_html(page, "a.html")


def test_a_page_nested_beyond_reason_does_not_break_off():
    deep = "<div>" * 5_000 + f"<p>{TEXT}</p>" + "</div>" * 5_000
    try:
        text = extract_html(f"<html><body>{deep}</body></html>".encode(), "a.html").text
    except UnreadableArticle as error:
        text = str(error)
    assert text
