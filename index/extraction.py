"""A file's bytes -> canonical text and the metadata it states; HTML is read by index/pages.py.

The text that leaves this module is canonical: every offset Dateline ever shows counts its
characters (Unicode code points).
"""

import io
import re
import unicodedata
from dataclasses import dataclass
from typing import Any

import charset_normalizer
import filetype

from index.dates import PublicationDate, head_date, line_date, publication_date
from index.errors import UnreadableArticle

# Characters that no reader sees and that would break words apart or glue them together.
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))
# Half of a pair of UTF-16 units: JSON may hold one, no file can.
_SURROGATE = re.compile("[\ud800-\udfff]")
# A line this long was broken by an editor or a mail program, not by the writer.
_WRAPPED_LINE = range(45, 101)
# An editor that breaks lines a little early still leaves less than this at their ends.
_RAGGED = 12
# A text with more control characters than this is no text.
_CONTROL_SHARE = 0.02


@dataclass(frozen=True)
class Extract:
    """What one file or page says of itself; every field but the text may be empty.

    Attributes:
        text: The canonical text.
        title: The headline, as stated.
        source: The outlet, as stated.
        author: The author or authors, as stated.
        url: The canonical address, as stated.
        section: The part of the outlet it stands in.
        language: ISO 639-1 code.
        published: The publication date and its origin, if stated.
        updated: When the article was last changed, if stated.
        quarantine: Why this seems to be no article; "" if it does not.
        note: What was assumed while reading (an encoding, say), for the report.
    """

    text: str
    title: str = ""
    source: str = ""
    author: str = ""
    url: str = ""
    section: str = ""
    language: str = ""
    published: PublicationDate | None = None
    updated: PublicationDate | None = None
    quarantine: str = ""
    note: str = ""


def canonical(text: str) -> str:
    """Bring a text into the one form that is stored.

    NFC, line feeds as line ends, no invisible or control characters, ordinary spaces, no space
    at line ends, one empty line between paragraphs, and lines that an editor wrapped joined again.
    """
    text = _SURROGATE.sub("\ufffd", text).translate(_INVISIBLE)
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n\n")
    text = "".join(" " if _is_space(c) else c for c in text if c == "\n" or not _is_control(c))
    text = re.sub(r" *\n *", "\n", re.sub(r" {2,}", " ", text))
    paragraphs = (_unwrap(part) for part in re.split(r"\n{2,}", text))
    # Last, because a letter and its accent may have stood apart until here.
    return unicodedata.normalize("NFC", "\n\n".join(part for part in paragraphs if part)).strip()


def language_code(stated: str) -> str:
    """Give the ISO 639-1 code of a stated language ("en-GB" -> "en"); "" if it is no code."""
    code = re.split(r"[-_]", stated.strip().lower(), maxsplit=1)[0]
    return code if re.fullmatch(r"[a-z]{2}", code) else ""


def one_line(text: str) -> str:
    """Bring a title, a name or an outlet into the form that is stored: canonical, in one line."""
    return " ".join(canonical(text).split())


def _is_space(character: str) -> bool:
    return character != "\n" and (character == "\t" or unicodedata.category(character) == "Zs")


def _is_control(character: str) -> bool:
    return character != "\t" and unicodedata.category(character) == "Cc"


def _unwrap(paragraph: str) -> str:
    lines = paragraph.split("\n")
    widest = max(map(len, lines))
    if len(lines) == 1 or widest > _WRAPPED_LINE[-1]:
        return paragraph
    # A first line that the next one's first word would have fitted on was ended by the writer.
    first_word = lines[1].split(" ", 1)[0]
    heading = 1 if len(lines[0]) + 1 + len(first_word) + _RAGGED <= widest else 0
    body = lines[heading:-1]
    if body and all(len(line) in _WRAPPED_LINE for line in body):
        return "\n".join([*lines[:heading], " ".join(lines[heading:])])
    return paragraph


def decode(data: bytes, name: str) -> tuple[str, str]:
    """Turn the bytes of a text file into text.

    Args:
        data: The whole file.
        name: What to call it in messages.

    Returns:
        The text, and what was assumed about its encoding ("" for plain UTF-8).

    Raises:
        UnreadableArticle: If the file is empty or holds no text.
    """
    if not data.strip():
        raise UnreadableArticle("the file is empty")
    codec, note = encoding(data)
    return _readable(data.decode(codec, errors="replace"), data), note


def encoding(data: bytes) -> tuple[str, str]:
    """Recognise a text's encoding.

    Returns:
        The codec's name in Python, and what was assumed ("" for plain UTF-8).

    Raises:
        UnreadableArticle: If it is none that could be recognised, or no text.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16", "read as UTF-16"
    try:
        data.decode("utf-8-sig")
    except UnicodeDecodeError:
        if kind := filetype.guess(data):
            raise UnreadableArticle(_not_text(kind)) from None
        guess = charset_normalizer.from_bytes(data).best()
    else:
        return "utf-8-sig", ""
    if guess is None:
        raise UnreadableArticle("neither UTF-8 nor any encoding that could be recognised")
    return guess.encoding, f"not UTF-8: read as {guess.encoding}"


def _readable(text: str, data: bytes) -> str:
    controls = sum(unicodedata.category(c) == "Cc" and c not in "\n\r\t\f" for c in text[:20_000])
    if controls > _CONTROL_SHARE * min(len(text), 20_000):
        raise UnreadableArticle(_not_text(filetype.guess(data)))
    return text


def _not_text(kind: Any) -> str:
    # Asked only of what is no text: "BMW said on Monday" opens as a bitmap does.
    return (
        f"the name says text, the content is {kind.mime}"
        if kind
        else "the content is binary, not text"
    )


def extract_text(data: bytes, name: str) -> Extract:
    """Read plain text; a ` date YYYY-MM-DD ` head becomes the publication date."""
    text, note = decode(data, name)
    published, text = head_date(text)
    return Extract(canonical(text), published=published, note=note)


def stated_date(fields: dict[str, Any], origin: str) -> PublicationDate | None:
    """Find the publication date among named fields.

    Args:
        fields: Names as people write them to values; the usual names are tried in order.
        origin: What to record as the date's origin.
    """
    for name in (
        "published",
        "date",
        "publication_date",
        "published_at",
        "pubdate",
        "datePublished",
    ):
        value = fields.get(name)
        if value not in (None, "") and (published := publication_date(str(value), origin)):
            return published
    return None


def field(fields: dict[str, Any], *names: str) -> str:
    """Give the first of the named fields that holds a text, or a list as one; "" if none does."""
    for name in names:
        value = fields.get(name)
        if isinstance(value, list):
            value = ", ".join(str(item) for item in value)
        if isinstance(value, str) and value.strip():
            return " ".join(value.split())
    return ""


def _reflow(page: str) -> str:
    """Join the lines of a page into paragraphs; a short line ends one."""
    lines = [line.strip() for line in page.split("\n") if line.strip()]
    full = 0.8 * max(map(len, lines), default=0)
    text = "".join(line + ("\n\n" if len(line) < full else "\n") for line in lines)
    # A word cut at a line end is one word; any other single line end is a space.
    text = re.sub(r"(?<=\w)-\n(?=[a-z])", "", text)
    return re.sub(r"(?<!\n)\n(?!\n)", " ", text)


def extract_pdf(data: bytes, name: str) -> Extract:
    """Read a PDF's text layer.

    Raises:
        UnreadableArticle: If the file is damaged, locked, or holds pictures of text only.
    """
    import pypdf

    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        pages = [page.extract_text() for page in reader.pages]
        facts = reader.metadata
    except Exception as error:
        # A damaged file makes pypdf raise anything, from its own errors to AttributeError.
        raise UnreadableArticle(f"not a PDF that can be read ({error})") from error
    text = "\n\n".join(map(_reflow, pages))
    if not text.strip():
        raise UnreadableArticle(
            f"the PDF has {len(pages)} pages and no text: it holds pictures; "
            "run it through OCR first"
        )
    published, text = head_date(text)
    published = published or line_date(text)
    # The PDF's own creation date is when the file was made, not when the article appeared.
    return Extract(
        canonical(text),
        title=str((facts and facts.title) or ""),
        author=str((facts and facts.author) or ""),
        published=published,
    )
