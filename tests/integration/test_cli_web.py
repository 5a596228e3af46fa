"""Addresses, feeds and sitemaps by the command."""

import time
from pathlib import Path

import pytest
from dateline_command import Dateline, interrupted
from tram_pages import WORDS
from web_site import WebSite


@pytest.fixture
def dateline(tmp_path: Path) -> Dateline:
    return Dateline(tmp_path / "library")


def put_feed(site: WebSite, numbers: range) -> str:
    """Make a feed whose articles stand in it, so that no page is waited for."""
    items = "".join(
        f"<item><title>Tram {n}</title><guid isPermaLink='false'>{n}</guid><pubDate>2021-05-0{n}"
        f"</pubDate><description>&lt;p&gt;{WORDS.format(n)}&lt;/p&gt;</description></item>"
        for n in numbers
    )
    feed = f"<rss version='2.0'><channel><title>Larch</title>{items}</channel></rss>"
    return site.page("/feed", feed, "application/rss+xml", etag='"feed"')


def test_a_feed_is_added_and_added_again(dateline: Dateline, site: WebSite):
    url = put_feed(site, range(1, 5))
    done = dateline("add", url, "--feed", "--limit", 3, "--allow-private")
    assert done.status == 0
    assert done.words.startswith("3 added, 0 changed, 0 unchanged, 0 refused")
    dates = [entry["published"] for entry in dateline("list", "--json").json]
    assert dates == ["2021-05-04", "2021-05-03", "2021-05-02"]
    again = dateline("add", url, "--feed", "--allow-private", "--json").json
    assert (again["added"], again["unchanged"]) == (1, 3)
    assert site.asked[1][1]["if-none-match"] == '"feed"'


def test_a_sitemap_is_added(dateline: Dateline, site: WebSite):
    page = f"<html><body><article><p>{WORDS.format(1)}</p></article></body></html>"
    site.page("/1", page)
    site.page("/map.xml", f"<urlset><url><loc>{site.url('/1')}</loc></url></urlset>", "text/xml")
    site.robots("Sitemap: /map.xml")
    done = dateline("add", site.url("/"), "--sitemap", "--allow-private", "--json")
    assert (done.json["added"], site.most_at_once) == (1, 1)


def test_a_feed_without_its_option_is_told_which(dateline: Dateline, site: WebSite):
    done = dateline("add", put_feed(site, range(1, 2)), "--allow-private")
    assert done.status == 2
    assert "this is a feed, no article; --feed reads the articles that it lists" in done.words


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("https://x.example/", "--feed", "--sitemap"), "give --feed or --sitemap"),
        ((".", "--feed"), "--feed is for http and https addresses"),
        (("https://x.example/", "--feed", "--limit", "0"), "--limit is 0; it must be at least 1"),
        (("https://x.example/", "--limit", "5"), "--limit says how many articles"),
    ],
)
def test_options_that_contradict_are_one_line_and_make_no_library(
    dateline: Dateline, options: tuple[str, ...], said: str
):
    done = dateline("add", *options)
    assert done.status == 2
    assert said in done.words
    assert done.words.startswith("dateline: ")
    assert not dateline.library.exists()


def test_ctrl_c_between_two_pages_keeps_those_that_were_fetched(dateline: Dateline, site: WebSite):
    for number in range(100):
        page = f"<html><body><article><p>{WORDS.format(number)}</p></article></body></html>"
        site.page(f"/{number}", page)
    items = "".join(f"<item><link>/{number}</link></item>" for number in range(100))
    feed = f"<rss version='2.0'><channel>{items}</channel></rss>"
    url = site.page("/feed", feed, "application/rss+xml")
    adding = dateline.start("add", url, "--feed", "--allow-private", "--json")
    while len(site.asked) < 4:
        assert adding.poll() is None, adding.communicate()
        time.sleep(0.1)
    done = interrupted(adding)
    assert done.status == 130
    assert "stopped; the same command goes on from here" in done.words
    assert "Traceback" not in done.err
    # The feed itself, and perhaps a page that was under way.
    assert done.json["added"] >= len(site.asked) - 2 >= 2
