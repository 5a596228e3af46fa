import dataclasses

import pytest

from index.identity import Known, address_key, are_one, tidy_url

PAGE = "https://gazette.example/2025/06/ferry-strikes-pier"


def key(url: str) -> str:
    return address_key(tidy_url(url))


@pytest.mark.parametrize(
    "other",
    [
        "http://gazette.example/2025/06/ferry-strikes-pier",
        "https://www.gazette.example/2025/06/ferry-strikes-pier",
        "HTTPS://GAZETTE.EXAMPLE/2025/06/ferry-strikes-pier",
        "https://gazette.example:443/2025/06/ferry-strikes-pier",
        "http://gazette.example:80/2025/06/ferry-strikes-pier",
        f"{PAGE}/",
        f"{PAGE}#comments",
        f"{PAGE}?utm_source=rss&utm_medium=feed",
        f"{PAGE}?UTM_Source=rss",
        f"{PAGE}?fbclid=IwAR0x&gclid=1&mc_cid=2&msclkid=3",
        f"{PAGE}?",
        f"{PAGE}?amp",
        f"{PAGE}?amp=1",
        f"{PAGE}?outputType=amp",
        f"{PAGE}/amp",
        f"{PAGE}/amp/",
        f"{PAGE}.amp",
        "https://amp.gazette.example/2025/06/ferry-strikes-pier",
        "https://gazette.example/2025/06/ferry%2Dstrikes%2dpier",
        f"  {PAGE}\n",
    ],
)
def test_ways_of_writing_one_address_are_one(other: str):
    assert key(other) == key(PAGE)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (PAGE, f"{PAGE}-2"),
        (PAGE, "https://wire.example/2025/06/ferry-strikes-pier"),
        (PAGE, "https://gazette.example:8443/2025/06/ferry-strikes-pier"),
        (PAGE, "https://gazette.example/2025/06/Ferry-Strikes-Pier"),
        ("https://gazette.example/?p=12", "https://gazette.example/?p=13"),
        ("https://gazette.example/story?12345", "https://gazette.example/story?12346"),
        ("https://gazette.example/a?page=1", "https://gazette.example/a?page=2"),
        ("https://gazette.example/a?id=7&b=", "https://gazette.example/a?id=7"),
        ("https://gazette.example/a?source=wire", "https://gazette.example/a?source=own"),
        ("https://gazette.example/a?ref=1", "https://gazette.example/a?ref=2"),
        ("https://gazette.example/music/guitars/amp", "https://gazette.example/music/guitars"),
        ("https://gazette.example/amp", "https://gazette.example/"),
        ("https://gazette.example/lamp", "https://gazette.example/l"),
        ("https://gazette.example/a?q=1%262", "https://gazette.example/a?q=1&2"),
        ("https://gazette.example/a%2Fb", "https://gazette.example/a/b"),
        ("https://news.gazette.example/a", "https://gazette.example/a"),
        ("https://www2.gazette.example/a", "https://gazette.example/a"),
    ],
)
def test_what_may_tell_two_pages_apart_stays(one: str, other: str):
    assert key(one) != key(other)


@pytest.mark.parametrize(
    ("url", "tidy"),
    [
        (f"{PAGE}?b=2&utm_source=x&a=1#top", f"{PAGE}?b=2&a=1"),
        (f"{PAGE}/?utm_campaign=x", f"{PAGE}/"),
        ("http://www.Gazette.example:80/A%20b", "http://www.gazette.example/A%20b"),
        ("https://gazette.example/story?12345", "https://gazette.example/story?12345"),
        ("https://reader:secret@gazette.example/a", "https://gazette.example/a"),
        ("", ""),
        ("gazette.example/a", ""),
        ("mailto:desk@gazette.example", ""),
        ("javascript:alert(1)", ""),
        ("https://", ""),
        ("https:///a", ""),
        ("https://gazette.example:port/a", ""),
        ("https://gazette.example:99999/a", ""),
        ("https://[::1/a", ""),
        ("file:///etc/passwd", ""),
    ],
)
def test_an_address_is_shown_as_it_can_be_followed(url: str, tidy: str):
    assert tidy_url(url) == tidy


@pytest.mark.parametrize(
    "url",
    [
        "https://bücher.example/straße?ö=ü",
        "https://gazette.example/%zz?%=&&=&%%%",
        "https://[2001:db8::1]:8080/a",
        "https://user:secret@gazette.example/a",
        "https://gazette.example/" + "a/" * 3000,
        "https://gazette.example/a b",
        "https://gazette.example//a//b/../c",
        "https://..example../a",
    ],
)
def test_no_address_is_too_odd_and_tidying_twice_changes_nothing(url: str):
    assert tidy_url(tidy_url(url)) == tidy_url(url)
    assert key(key(url)) == key(url)


FIRST = Known("a1", "a.html", "Cannery to close", "Gazette", "", "2025-02-19", "d", "t", "")


def known(**changes: str) -> Known:
    return dataclasses.replace(FIRST, id="b2", **changes)


@pytest.mark.parametrize(
    ("other", "one"),
    [
        (known(), True),
        (known(outlet="GAZETTE"), True),
        (known(outlet=""), True),
        (known(published=""), True),
        (known(published="2025-02"), True),
        (known(outlet="", published="", title="Another headline"), True),
        (known(outlet="", url="https://gazette.example/a"), True),
        (known(outlet="Wire"), False),
        (known(published="2025-02-20"), False),
        (known(published="2024"), False),
    ],
)
def test_one_text_is_one_article_unless_outlet_or_date_tell_otherwise(other: Known, one: bool):
    assert are_one(FIRST, other, words=200) is one
    assert are_one(other, FIRST, words=200) is one


@pytest.mark.parametrize(
    ("url", "other_url", "one"),
    [
        ("https://gazette.example/a", "http://www.gazette.example/b", True),
        ("https://gazette.example/a", "https://wire.example/a", False),
        ("", "https://wire.example/a", True),
    ],
)
def test_where_no_outlet_is_stated_the_host_is_it(url: str, other_url: str, one: bool):
    first = dataclasses.replace(FIRST, outlet="", url=url)
    assert are_one(first, known(outlet="", url=other_url), words=200) is one


def test_a_short_text_is_one_article_only_under_one_headline():
    assert are_one(FIRST, known(), words=8)
    assert not are_one(FIRST, known(title="Jackpot at a record"), words=8)
