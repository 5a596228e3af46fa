"""Feeds of a site on this machine, read into articles and into a library."""

import json

import pytest
from tram_pages import FEED, MAP, WORDS, articles, index_of, put_page, refusals, rss, urlset
from web_site import WebSite

from index import Library
from index.articles import Read
from index.errors import InputError
from index.reading import Reading, count, read


def item(link: str, date: str = "", more: str = "") -> str:
    return f"<item><link>{link}</link><pubDate>{date}</pubDate>{more}</item>"


def put_feed(site: WebSite, *items: str, **headers: str) -> str:
    return site.page("/feed", rss(*items), "application/rss+xml", **headers)


def test_each_article_of_a_feed_is_read_whole_and_the_newest_first(site: WebSite):
    for number in (1, 2, 3):
        put_page(site, number)
    url = put_feed(site, item("/1", "2021-05-01"), item("/2", "2021-05-03"), item("/3"))
    found = articles(url, FEED)
    assert [article.title for article in found] == ["Tram 2", "Tram 1", "Tram 3"]
    assert found[0].text == WORDS.format(2)
    assert (found[0].published, found[0].published_origin) == ("2021-05-03", "feed")
    assert found[0].published_confidence == "medium"
    assert found[2].published == ""
    assert site.paths == ["/feed", "/2", "/1", "/3"]


def test_what_a_page_states_goes_before_what_its_feed_says(site: WebSite):
    head = '<meta property="article:published_time" content="2021-05-02">'
    head += '<meta name="author" content="Ada Quill">'
    put_page(site, 1, head)
    more = "<title>Other</title><author>Somebody Else</author>"
    (found,) = articles(put_feed(site, item("/1", "2020-01-01", more)), FEED)
    assert (found.published, found.published_origin) == ("2021-05-02", "meta")
    assert (found.title, found.author) == ("Tram 1", "Ada Quill")


def test_what_a_page_does_not_state_its_feed_fills_in(site: WebSite):
    body = f"<html><body><article><p>{WORDS.format(1)}</p></article></body></html>"
    site.page("/1", body)
    more = "<title>From the feed</title><author>Ada Quill</author>"
    (found,) = articles(put_feed(site, item("/1", "2021-05-02", more)), FEED)
    assert (found.title, found.author) == ("From the feed", "Ada Quill")


def test_only_so_many_are_read(site: WebSite):
    for number in range(5):
        put_page(site, number)
    url = put_feed(site, *(item(f"/{n}", f"2021-05-0{n + 1}") for n in range(5)))
    how = Reading(allow_private=True, pause=0, feed=True, limit=2)
    assert [article.title for article in articles(url, how)] == ["Tram 4", "Tram 3"]
    assert site.paths == ["/feed", "/4", "/3"]


def test_what_is_listed_twice_is_read_once(site: WebSite):
    put_page(site, 1)
    put_page(site, 2)
    url = put_feed(site, item("/1"), item("/1#comments"), item(site.url("/1")), item("/2"))
    assert len(articles(url, FEED)) == 2
    assert site.paths == ["/feed", "/1", "/2"]


def test_one_bad_entry_never_stops_the_rest(site: WebSite):
    put_page(site, 1)
    site.robots("User-agent: *\nDisallow: /private\n")
    site.page("/picture", b"\x89PNG", "image/png")
    site.page("/other", rss(), "application/rss+xml")
    links = ("/gone", "/private", "/picture", "/other", "http://10.0.0.1:x/", "mailto:a@b", "/1")
    url = put_feed(site, *(item(link) for link in links))
    assert [one.article.title for one in read(url, FEED) if isinstance(one, Read)] == ["Tram 1"]
    reasons = refusals(url, FEED)
    assert reasons[site.url("/gone")] == "the server answered 404"
    assert "robots.txt" in reasons[site.url("/private")]
    assert "this is a feed" in reasons[site.url("/other")]
    assert len(reasons) == 6 - 1
    assert any("neither an address nor a text" in reason for reason in reasons.values())


def test_an_article_that_stands_in_its_feed_alone_is_read_there(site: WebSite):
    text = "&lt;p&gt;" + WORDS.format(1) + "&lt;/p&gt;"
    more = f"<title>In the feed</title><guid isPermaLink='false'>x1</guid><description>{text}"
    url = put_feed(
        site, f"<item>{more}</description><pubDate>Mon, 03 May 2021 10:00:00 GMT</pubDate></item>"
    )
    (found,) = articles(url, FEED)
    assert found.text == WORDS.format(1)
    assert (found.title, found.source, found.published) == (
        "In the feed",
        "Larch Feed",
        "2021-05-03",
    )
    assert (found.url, found.origin) == ("", f"{url}#x1")
    assert articles(url, FEED) == [found]


def test_a_json_feed_is_read(site: WebSite):
    put_page(site, 1)
    feed = {"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "1", "url": "/1"}]}
    url = site.page("/feed.json", json.dumps(feed), "application/feed+json")
    assert [article.title for article in articles(url, FEED)] == ["Tram 1"]


def test_the_feed_of_a_page_is_found(site: WebSite):
    put_page(site, 1)
    put_feed(site, item("/1"))
    link = '<link rel="alternate" type="application/rss+xml" href="/feed">'
    url = site.page("/", f"<html><head>{link}</head><body>News</body></html>")
    assert [article.title for article in articles(url, FEED)] == ["Tram 1"]
    assert site.paths == ["/", "/feed", "/1"]


@pytest.mark.parametrize(
    ("body", "media_type", "how", "said"),
    [
        (rss(), "application/rss+xml", Reading(), "this is a feed, no article; --feed reads"),
        (rss(), "text/html", Reading(), "--feed"),
        (urlset(), "application/xml", Reading(), "this is a sitemap, no article; --sitemap reads"),
        (index_of(), "text/plain", Reading(), "--sitemap"),
        (urlset(), "application/xml", FEED, "this is a sitemap, no feed; name it with --sitemap"),
        (rss(), "application/rss+xml", MAP, "this is a feed, no sitemap; name it with --feed"),
        ("<html><body>Words</body></html>", "text/html", FEED, "names none"),
        ("<html><body>Words</body></html>", "text/html", MAP, "this is no sitemap"),
        ("Words", "text/plain", FEED, "no feed of a kind that is read"),
        ("Words", "text/plain", MAP, "this is no sitemap"),
        (b"\x1f\x8bWords", "application/gzip", MAP, "cannot be unpacked"),
        (rss(), "application/rss+xml", FEED, "the feed lists no article"),
    ],
)
def test_an_address_of_another_kind_is_told_and_what_reads_it(
    site: WebSite, body: str | bytes, media_type: str, how: Reading, said: str
):
    url = site.page("/x", body, media_type)
    asked = Reading(allow_private=True, pause=0, feed=how.feed, sitemap=how.sitemap)
    assert said in refusals(url, asked)[url]


def test_a_feed_that_cannot_be_fetched_is_told(site: WebSite):
    for how in (FEED, MAP):
        assert refusals(site.url("/gone"), how) == {site.url("/gone"): "the server answered 404"}


def test_no_two_requests_are_made_at_once(site: WebSite):
    for number in range(6):
        put_page(site, number)
    articles(put_feed(site, *(item(f"/{number}") for number in range(6))), FEED)
    assert (len(site.asked), site.robots_asked, site.most_at_once) == (7, 1, 1)


def test_an_unchanged_feed_and_its_unchanged_articles_are_not_sent_again(
    site: WebSite, library: Library
):
    put_page(site, 1, etag='"a"')
    put_page(site, 2)
    url = put_feed(site, item("/1"), item("/2"), etag='"feed"')
    assert len(library.add(url, how=FEED).of("added")) == 2
    site.asked.clear()
    again = library.add(url, how=FEED)
    assert len(again.of("unchanged")) == 2
    conditions = [headers.get("if-none-match") for _, headers in site.asked]
    assert conditions == ['"feed"', '"a"', None]
    # What was removed comes back, though its feed is unchanged.
    library.remove([entry.id for entry in library.entries()])
    assert len(library.add(url, how=FEED).of("added")) == 2


def test_a_feed_that_was_told_to_be_an_article_is_not_taken_for_unchanged(
    site: WebSite, library: Library
):
    put_page(site, 1)
    url = put_feed(site, item("/1"), etag='"feed"')
    library.add(url, how=FEED)
    page = Reading(allow_private=True, pause=0)
    assert "this is a feed" in library.add(url, how=page).of("refused")[0].note
    assert len(library.add(url, how=FEED).of("unchanged")) == 1


@pytest.mark.parametrize(
    ("what", "how", "said"),
    [
        ("https://x.example/", Reading(feed=True, sitemap=True), "give --feed or --sitemap"),
        (".", Reading(feed=True), "--feed is for http and https addresses, not for '.'"),
        ("-", Reading(sitemap=True), "--sitemap is for http and https addresses, not for '-'"),
        ("https://x.example/", Reading(limit=3), "--limit says how many"),
        (".", Reading(limit=3), "--limit says how many"),
        ("https://x.example/", Reading(feed=True, limit=0), "--limit is 0; it must be at least 1"),
        ("https://x.example/", Reading(feed=True, limit=-1), "--limit is -1"),
        ("no such thing", Reading(), "no such file or folder"),
    ],
)
def test_options_that_contradict_what_is_named_are_refused_before_anything_is_read(
    library: Library, what: str, how: Reading, said: str
):
    for ask in (lambda: library.add(what, how=how), lambda: list(read(what, how))):
        with pytest.raises(InputError, match=said):
            ask()


def test_how_many_there_are_is_not_known_before_they_are_read():
    assert count("https://x.example/feed", FEED) is None
    assert count("https://x.example/", MAP) is None
    assert count("https://x.example/") == 1
