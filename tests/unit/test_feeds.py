"""Feeds in their dialects, and feeds that mean harm."""

import itertools
import json

import pytest

from index.errors import UnreadableArticle
from index.feeds import MAX_BYTES, feed_of, read_feed
from index.fetching import Page
from index.listings import Listed, newest_first

AT = "https://courier.example/news/feed.xml"

RSS = """<rss version="{version}"><channel><title>The Larch Courier</title>
<item><title>Tram &amp; bus</title><link>https://courier.example/tram</link>
<pubDate>Mon, 03 May 2021 23:30:00 -0700</pubDate><author>Odile Brandt</author>
<description>Short.</description></item></channel></rss>"""
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns="{namespace}" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>The Larch Courier</title><link>https://courier.example/</link></channel>
<item><title>Tram &amp; bus</title><link>https://courier.example/tram</link>
<dc:date>2021-05-03T23:30:00-07:00</dc:date><dc:creator>Odile Brandt</dc:creator></item>
</rdf:RDF>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>The Larch Courier</title>
<entry><title type="html">Tram &amp;amp; &lt;b&gt;bus&lt;/b&gt;</title><link rel="self" href="https://x.example/"/>
<link href="https://courier.example/tram"/><id>urn:1</id><author><name>Odile Brandt</name></author>
<published>2021-05-03T23:30:00-07:00</published><updated>2021-06-01T00:00:00Z</updated></entry></feed>"""
JSON = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "The Larch Courier",
        "items": [
            {
                "id": "1",
                "url": "https://courier.example/tram",
                "title": "Tram & bus",
                "date_published": "2021-05-03T23:30:00-07:00",
                "authors": [{"name": "Odile Brandt"}],
            }
        ],
    }
)


def feed(data: str | bytes, content_type: str = "application/xml") -> list[Listed]:
    body = data.encode() if isinstance(data, str) else data
    return read_feed(Page(body, AT, content_type=content_type))


def rss(items: str) -> list[Listed]:
    return feed(f'<rss version="2.0"><channel><title>C</title>{items}</channel></rss>')


@pytest.mark.parametrize(
    "data",
    [
        *(RSS.format(version=version) for version in ("0.91", "0.92", "0.93", "0.94", "2.0", "")),
        RDF.format(namespace="http://purl.org/rss/1.0/"),
        RDF.format(namespace="http://my.netscape.com/rdf/simple/0.9/"),
        ATOM,
        JSON,
        RSS.format(version="2.0").replace("</rss>", ""),
        '<?xml version="1.0" encoding="utf-8"?>\n<!-- made by hand -->' + RSS.format(version="2.0"),
    ],
)
def test_each_kind_of_feed_is_read(data: str):
    (item,) = feed(data)
    assert item.url == "https://courier.example/tram"
    assert item.title == "Tram & bus"
    assert item.author == "Odile Brandt"
    assert item.published is not None
    # The day where it was published, not that of Greenwich.
    assert item.published.value == "2021-05-03"
    assert (item.published.origin, item.published.confidence) == ("feed", "medium")


def test_a_change_is_told_apart_from_publication_where_the_feed_does():
    (item,) = feed(ATOM)
    assert item.updated is not None
    assert item.updated.value == "2021-06-01"
    (item,) = feed(ATOM.replace("published>", "nothing>"))
    assert item.published is None
    assert item.updated is not None
    assert item.moment == "2021-06-01T00:00:00"


@pytest.mark.parametrize(
    ("date", "value"),
    [
        ("Mon, 03 May 2021 10:00:00 GMT", "2021-05-03"),
        ("Mon, 3 May 21 10:00 EST", "2021-05-03"),
        ("2021-05-03T10:00:00Z", "2021-05-03"),
        ("2021-05-03", "2021-05-03"),
        ("2021-05", "2021-05"),
        ("Wed, 03 May 2999 10:00:00 GMT", None),
        ("2999-05-03T10:00:00Z", None),
        ("yesterday", None),
        ("Mon, 99 May 2021 10:00:00 GMT", None),
        ("", None),
        ("0", None),
    ],
)
def test_a_date_is_taken_as_it_is_stated_and_never_from_the_future(date: str, value: str | None):
    (item,) = rss(f"<item><link>https://courier.example/1</link><pubDate>{date}</pubDate></item>")
    assert (item.published.value if item.published else None) == value


def test_the_newest_come_first_and_what_is_yet_to_come_last():
    days = ["", "2021-05-03", "2999-01-01", "2021-05-04", "nonsense", "2020-01-01"]
    listed = rss(
        "".join(
            f"<item><link>https://courier.example/{number}</link><pubDate>{day}</pubDate></item>"
            for number, day in enumerate(days)
        )
    )
    order = [item.url[-1] for item in newest_first(listed)]
    assert order == ["3", "1", "5", "0", "2", "4"]


@pytest.mark.parametrize(
    ("link", "url"),
    [
        ("/tram", "https://courier.example/tram"),
        ("tram?a=1&amp;b=2", "https://courier.example/news/tram?a=1&b=2"),
        ("//other.example/tram", "https://other.example/tram"),
        (" \n https://courier.example/tram \n ", "https://courier.example/tram"),
        ("https://courier.example/stra\u00dfe", "https://courier.example/stra%C3%9Fe"),
        ("https://b\u00fccher.example/", "https://xn--bcher-kva.example/"),
        ("mailto:brandt@courier.example", ""),
        ("javascript:alert(1)", ""),
        ("file:///etc/passwd", ""),
        ("https://me:word@courier.example/", ""),
        ("https://[x/", ""),
    ],
)
def test_links_are_made_whole_and_lead_to_the_web_only(link: str, url: str):
    (item,) = rss(f"<item><title>T</title><link>{link}</link></item>")
    assert item.url == url


def test_a_link_is_read_by_its_base():
    data = ATOM.replace("<entry>", '<entry xml:base="https://base.example/a/">')
    (item,) = feed(data.replace('href="https://courier.example/tram"', 'href="tram"'))
    assert item.url == "https://base.example/a/tram"


def test_a_guid_that_is_a_link_is_one():
    (item,) = rss('<item><guid isPermaLink="true">https://courier.example/1</guid></item>')
    assert item.url == "https://courier.example/1"


def test_an_entry_without_a_link_keeps_its_text_its_outlet_and_a_name_of_its_own():
    items = "".join(
        f'<item><guid isPermaLink="false">{n}</guid><description>Words {n}.</description></item>'
        for n in (1, 2)
    )
    one, two = rss(items)
    assert (one.url, one.content, one.source) == ("", "Words 1.", "C")
    assert one.key != two.key


def test_the_whole_text_goes_before_its_summary():
    (item,) = rss(
        '<item xmlns:content="http://purl.org/rss/1.0/modules/content/"><description>Short.'
        "</description><content:encoded><![CDATA[<p>All of it.</p>]]></content:encoded></item>"
    )
    assert item.content == "<p>All of it.</p>"


@pytest.mark.parametrize(
    "item",
    [
        {},
        {"url": 7, "title": None, "authors": "x", "date_published": ["2021"]},
        {"authors": [None, {}, {"name": 3}], "author": []},
        {"url": "\x00", "content_text": "a < b"},
    ],
)
def test_a_json_item_may_hold_anything(item: dict):
    data = {"version": "https://jsonfeed.org/version/1", "items": [3, None, item]}
    (found,) = feed(json.dumps(data))
    assert found.url == ""
    assert found.content in ("", "a &lt; b")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"Words.",
        b"<html><body>Words</body></html>",
        b"<rss",
        b"<" * 100_000,
        b"\x00" * 1000,
        b"{",
        b'{"items": 3}',
        b"{}",
        b'{"items": ' + b"[" * 100_000,
        b"<feed xmlns='http://www.w3.org/2005/Atom'></feed>",
        b"<rss version='2.0'><channel><title>Empty</title></channel></rss>",
        b"x" * (MAX_BYTES + 1),
        # Each of these takes its parser minutes or more.
        b"<rss version='2.0'><channel>" + b"<a xml:base='b/'>" * 100_000,
        "<rss version='2.0'><channel>".encode("utf-16-le") + "<item>".encode("utf-16-le") * 9999,
        b"<rss version='2.0'>" + b"<![CDATA[" * 200_000 + b"<item>" * 9999,
        b"/etc/hostname",
        b"http://127.0.0.1:1/feed",
    ],
)
def test_what_is_no_feed_is_refused_in_words(data: bytes):
    with pytest.raises(UnreadableArticle):
        feed(data)


def test_entities_that_grow_without_end_are_not_made():
    names = "abcdefghij"
    entities = "".join(
        f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in itertools.pairwise(names)
    )
    bomb = f'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">{entities}]>' + RSS.format(version="2.0")
    for found in feed(bomb.replace("Short.", "&j;")):
        assert len(found.content) < 1_000_000


@pytest.mark.parametrize("target", ["file:///etc/passwd", "http://127.0.0.1:1/x", "/etc/passwd"])
def test_an_entity_of_another_file_is_not_looked_up(target: str):
    bad = f'<!DOCTYPE x SYSTEM "{target}" [<!ENTITY a SYSTEM "{target}"><!ENTITY % b SYSTEM '
    bad += f'"{target}"> %b;]>' + RSS.format(version="2.0")
    for found in feed(bad.replace("Short.", "It says: &a;")):
        assert found.content.strip() in ("It says: &a;", "It says: &amp;a", "It says:")


def test_a_feed_whose_texts_are_not_closed_is_read_all_the_same():
    text = "<![CDATA[" + "<p>Words<br>" * 9999 + "]]>"
    (item,) = rss(
        f"<item><link>https://courier.example/1</link><description>{text}</description></item>"
    )
    assert item.url == "https://courier.example/1"


def test_a_feed_in_another_encoding_is_read():
    data = RSS.format(version="2.0").replace("Tram", "Café")
    for declared, header in (('<?xml version="1.0" encoding="windows-1252"?>', ""), ("", "1252")):
        header = f"application/xml; charset=windows-{header}" if header else "application/xml"
        (item,) = feed((declared + data).encode("windows-1252"), header)
        assert item.title == "Café & bus"
    (item,) = feed(('<?xml version="1.0" encoding="utf-16"?>' + data).encode("utf-16"))
    assert item.title == "Café & bus"


@pytest.mark.parametrize(
    ("head", "found"),
    [
        ('<link rel="alternate" type="application/rss+xml" href="/feed">', "/feed"),
        ('<LINK REL="Alternate Home" TYPE="Application/Atom+XML" HREF="feed">', "/a/feed"),
        ('<link rel="alternate" type="application/feed+json" href="?feed">', "/a/b?feed"),
        (
            '<base href="/base/"><link rel="alternate" type="application/rss+xml" href="feed">',
            "/base/feed",
        ),
        (
            '<link rel="alternate" hreflang="de" href="/de"><link rel="stylesheet" '
            'type="application/rss+xml" href="x"><link rel="alternate" type="application/atom+xml" '
            'href="/right"><link rel="alternate" type="application/rss+xml" href="/comments">',
            "/right",
        ),
    ],
)
def test_the_feed_that_a_page_names_is_found(head: str, found: str):
    page = Page(f"<html><head>{head}</head><body></body></html>".encode(), "http://x.example/a/b")
    assert feed_of(page) == f"http://x.example{found}"


@pytest.mark.parametrize(
    "page",
    ["", "Words", "<html>", '<link rel="alternate" type="application/rss+xml" href="file:///x">'],
)
def test_a_page_that_names_no_feed_is_refused(page: str):
    with pytest.raises(UnreadableArticle):
        feed_of(Page(page.encode(), "http://x.example/"))
