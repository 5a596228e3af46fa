"""Pages, feeds and sitemaps about the tram lines of Larch, a town that is nowhere."""

from web_site import WebSite

from index.articles import Article, Read, Refused
from index.reading import Reading, read
from index.visiting import Visitor

HERE = Reading(allow_private=True, pause=0)
FEED = Reading(allow_private=True, pause=0, feed=True)
MAP = Reading(allow_private=True, pause=0, sitemap=True)
WORDS = "Mayor Odile Brandt opened tram line number {0} in Larch on Saturday at last. "
WORDS += "The line cost {0} million crowns in the end, more than any line before it."


def page(number: int = 1, head: str = "", words: str = "") -> str:
    """Give a page with an article of a few sentences."""
    text = f"{WORDS.format(number)} {words}".strip()
    top = f"<head><title>Tram {number}</title>{head}</head>"
    return f"<html>{top}<body><article><p>{text}</p></article></body></html>"


def put_page(site: WebSite, number: int, head: str = "", **headers: str) -> str:
    """Put a page at the path of its number and give its address."""
    return site.page(f"/{number}", page(number, head), **headers)


def rss(*items: str) -> str:
    return f"<rss version='2.0'><channel><title>Larch Feed</title>{''.join(items)}</channel></rss>"


def urlset(*links: str) -> str:
    entries = "".join(f"<url><loc>{link}</loc></url>" for link in links)
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</urlset>'


def index_of(*links: str) -> str:
    """Give a sitemap of sitemaps."""
    entries = "".join(f"<sitemap><loc>{link}</loc></sitemap>" for link in links)
    return f"<sitemapindex>{entries}</sitemapindex>"


def articles(url: str, how: Reading) -> list[Article]:
    """Read all articles of an address, none of which may be refused."""
    found = list(read(url, how))
    assert all(isinstance(one, Read) for one in found), found
    return [one.article for one in found if isinstance(one, Read)]


def refusals(url: str, how: Reading) -> dict[str, str]:
    """Give what is refused at an address, with the reasons."""
    return {one.origin: one.reason for one in read(url, how) if isinstance(one, Refused)}


def refusal(url: str, web: Visitor | None = None) -> str:
    """Give the reason for which the one article at an address is refused."""
    (item,) = read(url, HERE, web)
    assert isinstance(item, Refused)
    return item.reason
