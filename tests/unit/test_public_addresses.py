"""Which network addresses are the public internet's."""

import pytest

from index.connecting import addresses, is_public
from index.errors import UnreadableArticle
from index.fetching import web_address

PRIVATE = [
    "0.0.0.0",
    "0.1.2.3",
    "10.1.2.3",
    "100.64.0.1",
    "100.127.255.254",
    "127.0.0.1",
    "127.255.255.255",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.8",
    "192.0.2.1",
    "192.168.0.1",
    "198.18.0.1",
    "203.0.113.7",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:169.254.169.254",
    "::ffff:0:10.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::a00:1",
    "100::1",
    "2001::1",
    "2001:db8::1",
    "2002:7f00:1::1",
    "2002:a00:1::1",
    "2002:c0a8:101::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
    "ff0e::1",
    "4000::1",
]
PUBLIC = [
    "1.1.1.1",
    "93.184.215.14",
    "100.63.255.255",
    "100.128.0.1",
    "172.15.0.1",
    "172.32.0.1",
    "192.167.1.1",
    "2606:4700::1111",
    "::ffff:1.1.1.1",
    "64:ff9b::101:101",
    "2002:101:101::1",
]


@pytest.mark.parametrize("address", PRIVATE)
def test_an_address_of_no_public_network_is_told(address: str):
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_an_address_of_the_public_internet_is_told(address: str):
    assert is_public(address)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1", "2130706433", "0x7f.1", "0177.0.0.1", "0"])
def test_this_machine_is_known_however_its_number_is_written(host: str):
    with pytest.raises(UnreadableArticle, match="this machine's own network"):
        addresses(host)


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("http://bücher.example/straße?q=ä#x", "http://xn--bcher-kva.example/stra%C3%9Fe?q=%C3%A4"),
        ("HTTP://Courier.EXAMPLE:80/A", "http://courier.example/A"),
        ("https://courier.example:8443/a b", "https://courier.example:8443/a%20b"),
        ("  http://courier.example/a%2Fb  ", "http://courier.example/a%2Fb"),
        ("http://ñandú.例え.example/", "http://xn--and-6ma2c.xn--r8jz45g.example/"),
        ("http://[2606:4700::1111]:81/", "http://[2606:4700::1111]:81/"),
    ],
)
def test_an_address_is_asked_for_as_the_web_writes_it(written: str, asked: str):
    assert str(web_address(written)) == asked


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://user:word@courier.example/", "name or password"),
        ("http://user@courier.example/", "name or password"),
        ("http://127.0.0.1\\@courier.example/", "name or password"),
        ("http://courier.example:0/", "not an http or https address"),
        ("http://courier.example:65536/", "not an"),
        ("ftp://courier.example/", "not an http or https address"),
        ("http:///tram", "not an http or https address"),
        ("http://[x/", "not an"),
        ("http://a b/", "not an"),
        ("http://exa%6dple/", "not an http or https address"),
        ("http://\ud800.example/", "not an address"),
        ("http://courier.example/\ud800", "not an address"),
        ("http://courier.example/\x00", "not an address"),
        ("http://courier.example/\r\nHost: evil", "not an address"),
        ("http://" + "a" * 70000, "not an address"),
    ],
)
def test_what_is_no_address_of_the_web_is_refused(url: str, why: str):
    with pytest.raises(UnreadableArticle, match=why):
        web_address(url)
