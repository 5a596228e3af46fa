"""The manners of a visit: robots.txt, pauses, and being asked to wait."""

import datetime
import email.utils
from pathlib import Path

import pytest
from fake_clock import FakeClock
from tram_pages import HERE, page, refusal
from web_site import WebSite

from index import Library
from index.articles import Read
from index.errors import UnreadableArticle
from index.fetching import Fetcher
from index.reading import read, visitor
from index.visiting import LONGEST_PAUSE, Visitor


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def web(clock: FakeClock) -> Visitor:
    return Visitor(Fetcher(allow_private=True, clock=clock), pause=1, sleep=clock.sleep)


def test_what_robots_txt_forbids_is_not_asked_for(site: WebSite):
    site.robots("User-agent: *\nDisallow: /private\n")
    site.page("/private/tram", page())
    assert "robots.txt of 127.0.0.1 does not let Dateline read it" in refusal(
        site.url("/private/tram")
    )
    assert site.paths == []


@pytest.mark.parametrize(
    "rules",
    [
        "",
        "User-agent: *\nDisallow:\n",
        "User-agent: *\nDisallow: /private\n",
        "User-agent: *\nDisallow: /\nAllow: /tram$\n",
        "User-agent: *\nDisallow: /\n\nUser-agent: dateline\nDisallow: /other\n",
        "User-agent: OtherReader\nDisallow: /\n",
        "<html>not found</html>",
        "\ufeffUser-agent: *\nDisallow: /*.pdf$\n",
        "Disallow: /\n",
        "User-agent\x00: \xff*\nDis",
    ],
)
def test_what_robots_txt_allows_is_read(site: WebSite, rules: str):
    site.robots(rules)
    assert isinstance(next(read(site.page("/tram", page()), HERE)), Read)


@pytest.mark.parametrize(
    "rules",
    [
        "User-agent: *\nDisallow: /",
        "User-agent: Dateline\nDisallow: /tram",
        "user-agent: DATELINE\ndisallow: /*am$",
        "User-agent: Other\nUser-agent: Dateline/0.1\nDisallow: /t",
        "\ufeffUser-agent: *\r\nDisallow: /\r\n",
        "# " + "x" * 100_000 + "\nUser-agent: *\nDisallow: /\n",
    ],
)
def test_what_robots_txt_forbids_is_known_however_it_is_written(site: WebSite, rules: str):
    site.robots(rules)
    assert "robots.txt" in refusal(site.page("/tram", page()))


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 451])
def test_a_site_without_rules_is_read(site: WebSite, status: int):
    site.pages["/robots.txt"] = (status, {}, b"User-agent: *\nDisallow: /")
    assert isinstance(next(read(site.page("/tram", page()), HERE)), Read)


@pytest.mark.parametrize("status", [429, 500, 502, 503])
def test_a_site_whose_rules_are_not_to_be_had_is_left_alone(site: WebSite, status: int):
    site.pages["/robots.txt"] = (status, {"Retry-After": "0"}, b"")
    reason = refusal(site.page("/tram", page()))
    assert f"/robots.txt cannot be read (the server answered {status})" in reason
    assert site.paths == []


def test_robots_txt_is_read_once_for_a_site(site: WebSite, web: Visitor):
    for number in range(3):
        assert isinstance(next(read(site.page(f"/{number}", page(number)), HERE, web)), Read)
    assert site.robots_asked == 1
    site.pages["/robots.txt"] = (500, {}, b"")
    other = visitor(HERE)
    assert {refusal(site.url(f"/{number}"), other) for number in range(3)}
    assert site.robots_asked == 2


def test_a_redirect_into_what_robots_txt_forbids_is_not_followed(site: WebSite):
    site.robots("User-agent: *\nDisallow: /private\n")
    site.page("/private", page())
    assert "robots.txt" in refusal(site.redirect("/tram", "/private"))
    assert site.paths == ["/tram"]


def test_robots_txt_may_be_elsewhere(site: WebSite):
    site.redirect("/robots.txt", "/rules.txt")
    site.page("/rules.txt", "User-agent: *\nDisallow: /tram", "text/plain")
    assert "robots.txt" in refusal(site.page("/tram", page()))


def test_there_is_a_pause_between_two_pages_of_one_host(
    site: WebSite, web: Visitor, clock: FakeClock
):
    for number in range(3):
        web.page(site.page(f"/{number}", page(number)))
    assert clock.slept == [1, 1]
    clock.now += 0.25
    web.page(site.url("/0"))
    assert clock.slept[2:] == [0.75]
    clock.now += 2
    web.page(site.url("/0"))
    assert len(clock.slept) == 3


def test_another_host_is_not_waited_for(site: WebSite, web: Visitor, clock: FakeClock):
    site.page("/tram", page())
    web.page(site.url("/tram", "127.0.0.1"))
    web.page(site.url("/tram", "localhost"))
    assert clock.slept == []


def test_a_redirect_waits_too(site: WebSite, web: Visitor, clock: FakeClock):
    site.page("/new", page())
    web.page(site.redirect("/old", "/new"))
    assert clock.slept == [1]


@pytest.mark.parametrize(
    ("asked", "kept"),
    [("5", 5), ("0.2", 1), ("86400", LONGEST_PAUSE), ("-7", 1), ("nan", 1), ("inf", 1), ("x", 1)],
)
def test_a_longer_pause_is_kept_if_a_site_asks_for_it(
    site: WebSite, web: Visitor, clock: FakeClock, asked: str, kept: float
):
    site.robots(f"User-agent: *\nCrawl-delay: {asked}\n")
    for number in range(2):
        web.page(site.page(f"/{number}", page(number)))
    assert clock.slept == [kept]


@pytest.mark.parametrize("status", [429, 503])
def test_who_is_asked_to_wait_waits_once(
    site: WebSite, web: Visitor, clock: FakeClock, status: int
):
    page_there = (200, {"Content-Type": "text/html"}, page().encode())
    site.pages["/tram"] = [(status, {"Retry-After": "7"}, b""), page_there]
    (item,) = read(site.url("/tram"), HERE, web)
    assert isinstance(item, Read)
    assert clock.slept == [7]


@pytest.mark.parametrize(
    ("status", "after", "said"),
    [
        (429, "3600", "127.0.0.1 answered 429 with Retry-After: 3600 and is left alone"),
        (503, "61", "answered 503 with Retry-After: 61"),
        (429, "soon", "answered 429 with Retry-After: soon"),
        (429, "-1", "answered 429 with Retry-After: -1"),
        (429, "1e400", "answered 429 with Retry-After"),
        (429, "Sat, 01 May 2999 10:00:00 GMT", "answered 429 with Retry-After: Sat"),
        (429, "Sat, 99 May 2999 10:00:00 GMT", "answered 429 with Retry-After: Sat"),
        (429, "", "127.0.0.1 answered 429 and is left alone"),
    ],
)
def test_a_host_that_asks_for_a_long_rest_gets_it(
    site: WebSite, web: Visitor, clock: FakeClock, status: int, after: str, said: str
):
    site.pages["/tram"] = (status, {"Retry-After": after}, b"")
    site.page("/other", page())
    assert said in refusal(site.url("/tram"), web)
    assert "left alone" in refusal(site.url("/other"), web)
    assert (site.paths, clock.slept) == (["/tram"], [])


def test_a_date_to_wait_for_is_read(site: WebSite, web: Visitor, clock: FakeClock):
    soon = datetime.datetime.now(datetime.UTC) + datetime.timedelta(seconds=50)
    answer = (429, {"Retry-After": email.utils.format_datetime(soon, usegmt=True)}, b"")
    site.pages["/tram"] = [answer, (200, {"Content-Type": "text/html"}, page().encode())]
    web.page(site.url("/tram"))
    assert 0 <= clock.slept[0] <= 50


def test_a_host_is_not_asked_a_third_time(site: WebSite, web: Visitor):
    site.pages["/tram"] = (503, {"Retry-After": "1"}, b"")
    assert "answered 503 twice" in refusal(site.url("/tram"), web)
    assert len(site.asked) == 2


def test_a_page_that_fails_for_now_does_not_put_its_host_to_rest(site: WebSite, web: Visitor):
    site.pages["/tram"] = (503, {}, b"")
    assert refusal(site.url("/tram"), web) == "the server answered 503"
    assert isinstance(next(read(site.page("/other", page()), HERE, web)), Read)


def test_names_and_passwords_in_a_redirect_are_not_followed(site: WebSite):
    to = site.url("/secret").replace("127.0.0.1", "me:word@127.0.0.1")
    assert "name or password" in refusal(site.redirect("/tram", to))
    assert site.paths == ["/tram"]


def test_files_and_addresses_go_together(site: WebSite, library: Library, sample: Path):
    report = library.add(site.page("/tram", page()), sample / "gazette", how=HERE)
    assert len(report.of("added")) == 9


def test_the_reader_is_told_what_is_wrong_before_it_is_sent(web: Visitor):
    with pytest.raises(UnreadableArticle, match="not an http or https address"):
        web.page("file:///etc/passwd")
