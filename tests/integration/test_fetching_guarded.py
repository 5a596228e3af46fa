"""What a page's address may lead to: no machine of the local network, and nothing but the web."""

import socket
from typing import Any

import pytest
from web_site import WebSite

from index.articles import Read, Refused
from index.reading import Reading, read

PUBLIC, PRIVATE = "93.184.215.14", "192.168.1.1"
PAGE = "<html><head><title>Tram</title></head><body><article><p>The tram line in Larch was opened "
PAGE += "by the mayor on Saturday, and 42 million crowns were spent.</p></article></body></html>"


@pytest.fixture
def together() -> dict[str, list[str]]:
    """Names that have several addresses at once."""
    return {}


@pytest.fixture
def names(
    monkeypatch: pytest.MonkeyPatch, site: WebSite, together: dict[str, list[str]]
) -> dict[str, list[str]]:
    """A world of names: each has addresses, given out one look-up after the other.

    Whoever connects to the public address gets to the web site; all other connections are left
    to the guard of the tests, which refuses them.
    """
    names: dict[str, list[str]] = {}
    look_up, connect = socket.getaddrinfo, socket.socket.connect

    def getaddrinfo(host: Any, *rest: Any, **named: Any) -> Any:
        if host in names:
            host = names[host].pop(0) if len(names[host]) > 1 else names[host][0]
        return look_up(host, *rest, **named)

    def several(host: Any, *rest: Any, **named: Any) -> Any:
        hosts = together.get(host, [host])
        return [found for one in hosts for found in getaddrinfo(one, *rest, **named)]

    def to_the_site(sock: socket.socket, address: Any) -> None:
        connect(sock, ("127.0.0.1", site.port) if address[0] == PUBLIC else address)

    monkeypatch.setattr(socket, "getaddrinfo", several)
    monkeypatch.setattr(socket.socket, "connect", to_the_site)
    return names


def refusal(url: str, **how: bool) -> str:
    (item,) = read(url, Reading(**how))
    assert isinstance(item, Refused)
    assert item.origin == url
    return item.reason


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.1", "[::1]", "0.0.0.0"])
def test_this_machine_is_not_read_unasked(site: WebSite, host: str):
    site.page("/tram", PAGE)
    assert "in this machine's own network; --allow-private" in refusal(site.url("/tram", host))
    assert site.asked == []


@pytest.mark.parametrize(
    "address",
    [
        "10.0.0.1",
        "192.168.1.1",
        "172.16.0.1",
        "169.254.169.254",
        "100.64.0.1",
        "[fe80::1]",
        "[fd00::1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:10.0.0.1]",
    ],
)
def test_the_local_network_is_not_read_unasked(address: str):
    assert "in this machine's own network" in refusal(f"http://{address}/")


@pytest.mark.parametrize(
    "url",
    [
        "http://",
        "http:///path",
        "http://[::1",
        "http://127.0.0.1:99999/",
        "http://127.0.0.1:port/",
        "http://" + "a" * 70 + ".example/",
        "http://.example/",
        "http://127.0.0.1/\x01\x02",
        "http://127.0.0.1:1/a b",
        "https://127.0.0.1:1/",
    ],
)
def test_an_address_that_is_none_is_refused_in_words(url: str):
    assert refusal(url, allow_private=True)


def test_a_public_page_is_read_and_asked_for_by_its_name(
    site: WebSite, names: dict[str, list[str]]
):
    names["courier.example"] = [PUBLIC]
    site.page("/tram", PAGE)
    (item,) = read("http://courier.example/tram")
    assert isinstance(item, Read)
    assert item.article.url == "http://courier.example/tram"
    assert site.asked[0][1]["host"] == "courier.example"


def test_a_redirect_into_the_local_network_is_not_followed(
    site: WebSite, names: dict[str, list[str]]
):
    names["courier.example"] = [PUBLIC]
    names["router.example"] = [PRIVATE]
    for to in (
        "http://192.168.1.1/",
        "http://router.example/",
        site.url("/secret"),
        "//localhost/",
    ):
        site.redirect("/tram", to)
        assert "in this machine's own network" in refusal("http://courier.example/tram")
    assert [path for path, _ in site.asked] == ["/tram"] * 4


def test_a_name_that_leads_home_at_the_second_look_up_is_not_looked_up_twice(
    site: WebSite, names: dict[str, list[str]]
):
    # The first look-up is for robots.txt, the second for the page.
    names["courier.example"] = [PUBLIC, PUBLIC, "127.0.0.1"]
    site.page("/tram", PAGE)
    (item,) = read("http://courier.example/tram")
    assert isinstance(item, Read)
    assert names["courier.example"] == ["127.0.0.1"]


def test_a_name_that_leads_home_for_the_page_alone_is_not_followed_there(
    site: WebSite, names: dict[str, list[str]]
):
    names["courier.example"] = [PUBLIC, PRIVATE]
    site.page("/tram", PAGE)
    assert "in this machine's own network" in refusal("http://courier.example/tram")
    assert (site.robots_asked, site.paths) == (1, [])


@pytest.mark.parametrize("addresses", [[PUBLIC, PRIVATE], [PRIVATE, PUBLIC], [PUBLIC, "::1"]])
def test_one_private_address_among_several_refuses_them_all(
    site: WebSite, names: dict[str, list[str]], together: dict[str, list[str]], addresses: list[str]
):
    together["courier.example"] = addresses
    site.page("/tram", PAGE)
    assert "in this machine's own network" in refusal("http://courier.example/tram")
    assert site.robots_asked == 0


def test_an_address_that_does_not_answer_is_passed_over_for_the_next(
    site: WebSite, names: dict[str, list[str]], together: dict[str, list[str]]
):
    # Nothing listens on this machine's other address.
    together["courier.example"] = ["127.0.0.2", "127.0.0.1"]
    url = site.page("/tram", PAGE).replace("127.0.0.1", "courier.example")
    (item,) = read(url, Reading(allow_private=True))
    assert isinstance(item, Read)


def test_robots_txt_may_not_lead_into_the_local_network(site: WebSite, names: dict[str, list[str]]):
    names["courier.example"] = [PUBLIC]
    site.redirect("/robots.txt", "http://192.168.1.1/")
    site.page("/tram", PAGE)
    assert "in this machine's own network" in refusal("http://courier.example/tram")
    assert site.paths == []


def test_a_feed_may_not_lead_into_the_local_network(site: WebSite, names: dict[str, list[str]]):
    names["courier.example"] = [PUBLIC]
    links = ("http://192.168.1.1/", "http://localhost/", "http://[::ffff:10.0.0.1]/", "/moved")
    items = "".join(f"<item><link>{link}</link></item>" for link in links)
    site.page("/feed", f"<rss version='2.0'><channel>{items}</channel></rss>", "text/xml")
    site.redirect("/moved", site.url("/secret"))
    found = list(read("http://courier.example/feed", Reading(feed=True, pause=0)))
    assert len(found) == 4
    for item in found:
        assert isinstance(item, Refused)
        assert "in this machine's own network" in item.reason
    assert site.paths == ["/feed", "/moved"]


@pytest.mark.parametrize("option", ["feed", "sitemap"])
def test_a_listing_in_the_local_network_is_not_read(option: str):
    (item,) = read("http://127.0.0.1/list", Reading(**{option: True}))
    assert isinstance(item, Refused)
    assert "in this machine's own network" in item.reason
