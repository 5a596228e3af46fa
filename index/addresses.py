"""Web addresses -> articles."""

from collections.abc import Iterator

from index.articles import Read, Refused, complete
from index.errors import UnreadableArticle
from index.extraction import extract_html, extract_pdf, extract_text
from index.fetching import Fetcher


def read_address(url: str, allow_private: bool = False) -> Iterator[Read | Refused]:
    """Read the article at a web address.

    Args:
        url: An http or https address.
        allow_private: Let the address lead to this machine or the local network.
    """
    try:
        page = Fetcher(allow_private=allow_private).fetch(url)
        if page.media_type == "application/pdf":
            extract = extract_pdf(page.data, url)
        elif page.media_type == "text/plain":
            extract = extract_text(page.data, url)
        else:
            extract = extract_html(page.data, url, url=page.url)
        yield complete(
            extract, page.url, url, url=page.url, original=page.data, media_type=page.media_type
        )
    except UnreadableArticle as error:
        yield Refused(url, str(error))
    except Exception as error:
        yield Refused.by(error, url)
