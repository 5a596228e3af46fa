"""Sitemaps of a site on this machine, read into articles and into a library."""

from typing import Any

import pytest
from tram_pages import MAP, articles, index_of, put_page, refusals, urlset
from web_site import WebSite, packed

from index import sitemaps
from index.articles import Read, Refused
from index.reading import Reading, read


def test_a_sitemap_is_read_page_by_page(site: WebSite):
    put_page(site, 1)
    put_page(site, 2)
    url = site.page("/map.xml", urlset("/1", "/2", "/1"), "application/xml")
    assert [article.title for article in articles(url, MAP)] == ["Tram 1", "Tram 2"]
    how = Reading(allow_private=True, pause=0, sitemap=True, limit=1)
    assert [article.title for article in articles(url, how)] == ["Tram 1"]


def test_what_a_sitemap_for_news_says_fills_in_what_a_page_does_not(site: WebSite):
    put_page(site, 1)
    news = "<news:news><news:publication><news:name>The Larch Courier</news:name>"
    news += "</news:publication><news:publication_date>2021-05-03</news:publication_date>"
    news += "<news:title>From the map</news:title></news:news>"
    entry = f"<url><loc>/1</loc><lastmod>2021-06-01</lastmod>{news}</url>"
    url = site.page("/map.xml", f"<urlset xmlns:news='x'>{entry}</urlset>", "application/xml")
    (found,) = articles(url, MAP)
    assert (found.published, found.published_origin) == ("2021-05-03", "sitemap")
    assert (found.title, found.source) == ("Tram 1", "The Larch Courier")
    put_page(site, 1, '<meta property="og:site_name" content="The Larch Weekly">')
    assert articles(url, MAP)[0].source == "The Larch Weekly"


def test_sitemaps_of_sitemaps_are_read_packed_or_not_and_the_newest_first(site: WebSite):
    for number in range(4):
        put_page(site, number)
    site.page("/a.xml", urlset("/0"), "application/xml")
    site.page("/b.xml.gz", packed(urlset("/1", "/2")), "application/gzip")
    site.page("/c.xml", index_of("/d.xml"), "text/xml")
    site.page("/d.xml", urlset("/3"), "text/xml")
    dates = {"/a.xml": "2021-05-01", "/b.xml.gz": "2021-05-03", "/c.xml": "2021-05-02"}
    entries = "".join(
        f"<sitemap><loc>{loc}</loc><lastmod>{day}</lastmod></sitemap>" for loc, day in dates.items()
    )
    url = site.page("/map.xml", f"<sitemapindex>{entries}</sitemapindex>", "text/xml")
    titles = [article.title for article in articles(url, MAP)]
    assert titles == ["Tram 1", "Tram 2", "Tram 3", "Tram 0"]
    how = Reading(allow_private=True, pause=0, sitemap=True, limit=2)
    site.asked.clear()
    assert len(articles(url, how)) == 2
    # No sitemap is fetched for pages that are not wanted.
    assert site.paths == ["/map.xml", "/b.xml.gz", "/1", "/2"]


def test_sitemaps_that_list_each_other_come_to_an_end(site: WebSite):
    put_page(site, 1)
    site.page("/a.xml", index_of("/b.xml", "/a.xml"), "text/xml")
    site.page("/b.xml", index_of("/a.xml", "/c.xml", "/gone.xml"), "text/xml")
    site.page("/c.xml", urlset("/1"), "text/xml")
    found = list(read(site.url("/a.xml"), MAP))
    assert [type(one) for one in found] == [Read, Refused]
    assert site.paths == ["/a.xml", "/b.xml", "/c.xml", "/1", "/gone.xml"]


def test_sitemaps_are_not_followed_for_ever(site: WebSite, monkeypatch: pytest.MonkeyPatch):
    for number in range(9):
        site.page(f"/{number}.xml", index_of(f"/{number + 1}.xml"), "text/xml")
    assert refusals(site.url("/0.xml"), MAP) == {
        site.url("/3.xml"): "lists sitemaps, 3 below the one that was named"
    }
    monkeypatch.setattr("index.sitemaps.MAX_SITEMAPS", 2)
    site.page("/0.xml", index_of(*(f"/{number}.xml" for number in range(4, 9))), "text/xml")
    assert "more than 2 sitemaps" in refusals(site.url("/0.xml"), MAP)[site.url("/0.xml")]


@pytest.mark.parametrize("root", ["", "/", "/?x=1"])
def test_the_sitemaps_of_a_site_are_found(site: WebSite, root: str):
    put_page(site, 1)
    put_page(site, 2)
    site.page("/news.xml", urlset("/1"), "text/xml")
    site.page("/old.xml", urlset("/2"), "text/xml")
    site.page("/sitemap.xml", urlset("/2"), "text/xml")
    site.robots(f"Sitemap: {site.url('/news.xml')}\nUser-agent: *\nDisallow:\nsitemap: /old.xml\n")
    assert [article.title for article in articles(site.url(root), MAP)] == ["Tram 1", "Tram 2"]
    site.robots("")
    assert [article.title for article in articles(site.url(root), MAP)] == ["Tram 2"]


def test_names_of_sitemaps_that_are_none_are_passed_over(site: WebSite):
    put_page(site, 1)
    site.page("/map.xml", urlset("/1"), "text/xml")
    names = ("http://[x/", "file:///etc/passwd", "http://a:b@c/", "http://x:99999/", "/map.xml")
    site.robots("".join(f"Sitemap: {name}\n" for name in names))
    assert [article.title for article in articles(site.url("/"), MAP)] == ["Tram 1"]


def test_a_parser_that_fails_on_one_sitemap_stops_no_other(
    site: WebSite, monkeypatch: pytest.MonkeyPatch
):
    put_page(site, 1)
    site.page("/a.xml", urlset("/1", "/2"), "text/xml")
    site.page("/b.xml", urlset("/1"), "text/xml")
    url = site.page("/map.xml", index_of("/a.xml", "/b.xml"), "text/xml")

    def failing(element: Any, base: str) -> Any:
        if base.endswith("/a.xml"):
            raise AssertionError("nobody thought of this")
        return listed(element, base)

    listed = sitemaps._listed
    monkeypatch.setattr(sitemaps, "_listed", failing)
    refused, found = read(url, MAP)
    assert isinstance(refused, Refused)
    assert "nobody thought of this" in refused.reason
    assert isinstance(found, Read)


def test_a_gzip_bomb_among_the_sitemaps_is_not_unpacked(
    site: WebSite, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("index.sitemaps.MAX_BYTES", 100_000)
    url = site.page("/map.xml.gz", packed(" " * 1_000_000 + urlset("/1")), "application/gzip")
    assert refusals(url, MAP)[url] == "larger than 0.1 MB"
