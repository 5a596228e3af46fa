"""When are two articles one? By their addresses, and by what they say.

**The same address is the same article.** Addresses are compared without what changes nothing
about the page that they lead to: http or https, `www.`, the default port, a trailing slash, the
fragment, the order of the query, names of campaigns (`utm_…`, `fbclid`), and the marks of an AMP
copy of a page. What may tell two pages apart stays: any other name in the query, with or without a
value, and the case of the path.

**The same text is the same article** if nothing else tells them apart: both are from one outlet, or
one of them from none that is known, and neither is dated otherwise than the other. The second place
is then kept as a further address of the first. The same text in two outlets, or of two dates, is
two articles of one story (`index.stories`). A text of fewer than 50 words may be what every page of
an outlet says, so there the headlines must agree too.

An article that is stored under its own address stays one of its own, even when its text becomes
equal to another's; and a further address whose text comes to differ becomes an article.
"""

import re
from dataclasses import dataclass
from urllib.parse import quote, urlsplit, urlunsplit

from index.dates import date_bounds
from index.likeness import SHORT, titles_agree

# Names in a query that say how somebody came to a page and never which page it is. A page that
# is told apart by one of them (`source`, `ref`, `id`, `page`) is not lost, so these stay.
_CAMPAIGN = re.compile(
    r"""^(?:utm_\w+|fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|twclid|ttclid|yclid
    |li_fat_id|mc_[ce]id|_ga|_gl|igsh(?:id)?|mkt_tok|ocid|cmpid|cmp|ito|ncid|smid|smtyp|xtor|s_cid
    |at_(?:medium|campaign|custom\d|link_\w+|bbc_team|format|ptr_name)|ns_(?:source|mchannel
    |campaign|linkname|fee)|sr_share|traffic_source|amp|outputtype)$""",
    re.IGNORECASE | re.VERBOSE,
)
_AMP_END = re.compile(r"(?:\.amp(?=\.html?$)|\.amp$|/amp(?:\.html?)?/?$)")


@dataclass(frozen=True)
class Known:
    """What tells whether an article is one with another, of the same text or the same id.

    Attributes:
        id: Its id.
        origin: What identifies it, for people.
        title: Its headline.
        outlet: Its outlet as stated; "" when it states none.
        url: Its address; "" when unknown.
        published: Its date, as in `Article`.
        digest: Its `Article.digest`.
        text_digest: Its `Article.text_digest`.
        forced: Why it was in quarantine before it was forced in; "" if it was not.
    """

    id: str
    origin: str
    title: str
    outlet: str
    url: str
    published: str
    digest: str
    text_digest: str
    forced: str


def are_one(one: Known, other: Known, words: int) -> bool:
    """Whether two articles of the same text are one; the rule is told above.

    Args:
        one: An article.
        other: Another, of the same text.
        words: How many words the text has.
    """
    if words < SHORT and not titles_agree(one.title, other.title):
        return False
    if one.outlet and other.outlet:
        agree = one.outlet.casefold() == other.outlet.casefold()
    else:
        hosts = {host_of(known.url) for known in (one, other) if known.url}
        agree = len(hosts) < 2
    return agree and _dates_agree(one.published, other.published)


def _dates_agree(one: str, other: str) -> bool:
    if not one or not other:
        return True
    (first, last), (other_first, other_last) = date_bounds(one), date_bounds(other)
    return first <= other_last and other_first <= last


def tidy_url(url: str) -> str:
    """Give an address as people should see and follow it, or "" if it is no web address at all.

    Without a name and password, fragment, default port and campaign names; else as it was written.
    """
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return ""
    netloc = parts.netloc.rpartition("@")[2].lower()
    if port == {"http": 80, "https": 443}[parts.scheme]:
        netloc = netloc.removesuffix(f":{port}")
    kept = [pair for pair in parts.query.split("&") if not _is_campaign(pair)]
    return urlunsplit(parts._replace(netloc=netloc, query="&".join(kept), fragment=""))


def address_key(url: str) -> str:
    """Give what an address has in common with all others that lead to the same article.

    Args:
        url: As `tidy_url` gives it.
    """
    from w3lib.url import canonicalize_url

    parts = urlsplit(canonicalize_url(url, keep_blank_values=True))
    host = parts.netloc.removeprefix("amp.").removeprefix("www.")
    path = _AMP_END.sub("", parts.path) if _is_amp(parts.path) else parts.path
    return urlunsplit(("https", host, path.rstrip("/"), parts.query, ""))


def linkable(url: str) -> str:
    """Give a web address that may stand in a link, "" for anything else ("javascript:", say).

    One that names a user is none: `https://bank.example@evil.example` leads to `evil.example`.
    """
    try:
        parts = urlsplit(url)
        host = parts.hostname if parts.port != 0 else None
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not host or "@" in parts.netloc:
        return ""
    return quote(url, safe=":/?#@!$&()*+,;=%~-._")


def host_of(url: str) -> str:
    """Give the host that an address has in common with its copies: without `www.` and `amp.`."""
    return urlsplit(address_key(url)).hostname or ""


def _is_campaign(pair: str) -> bool:
    name = pair.partition("=")[0]
    return bool(_CAMPAIGN.match(name))


def _is_amp(path: str) -> bool:
    """Whether a path's end marks a copy; `/guitars/amp` is an article about amplifiers."""
    match = _AMP_END.search(path)
    if match is None or not match[0].startswith("/"):
        return match is not None
    before = path[: match.start()].rpartition("/")[2]
    return "-" in before or any(character.isdigit() for character in before)
