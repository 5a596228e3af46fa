"""Word documents and EPUB books -> text and metadata; each is one article.

Both are zips of XML that strangers made: they are unpacked within limits, and XML that declares
entities of its own is refused.
"""

import io
import posixpath
import zipfile
from typing import Any
from urllib.parse import unquote

from index.dates import PublicationDate, head_date, line_date, publication_date
from index.errors import UnreadableArticle
from index.extraction import Extract, canonical, decode, language_code, one_line
from index.markup import parse, plain
from index.unpacking import Limits, open_member, open_zip

# The text of a long book takes 2 MB; what is refused here would fill the memory, as a tree.
_LIMITS = Limits(members=10_000, total=30_000_000)
# Word writes these where nobody has said who is writing.
_NO_AUTHORS = frozenset(("", "user", "admin", "windows user", "microsoft office user"))
_OLD_WORD = b"\xd0\xcf\x11\xe0"
_STYLES = "p[style-name='Title'] => h1:fresh\np[style-name='Subtitle'] => p:fresh"


def extract_docx(data: bytes, name: str) -> Extract:
    """Read a Word document: its text, with the title and author that it states.

    The date is one that stands in the text: the file's own dates tell when the file was made.

    Raises:
        UnreadableArticle: If the file is damaged, locked, or no Word document.
    """
    import mammoth

    if data.startswith(_OLD_WORD):
        raise UnreadableArticle("locked by a password, or an old .doc: save it as plain .docx")
    parts = _xml_parts(data)
    if "word/document.xml" not in parts:
        raise UnreadableArticle(f"no Word document: {name} holds no word/document.xml")
    found = mammoth.convert_to_html(
        _packed(parts), style_map=_STYLES, convert_image=_no_image, include_embedded_style_map=False
    )
    tree = parse(found.value or "<p></p>")
    # Where a footnote is called, and the way back from it.
    for mark in tree.xpath("//a[starts-with(@href, '#')][.='↑' or starts-with(., '[')]"):
        mark.drop_tree()
    heading = _opening_heading(tree)
    published, text = head_date(plain(tree))
    core = _xml(parts.get("docProps/core.xml", b"<none/>"))
    author = ", ".join(part.strip() for part in _said(core, "creator").split(";"))
    return Extract(
        canonical(text),
        title=heading or _said(core, "title"),
        author="" if author.lower() in _NO_AUTHORS else author,
        language=language_code(_said(core, "language")),
        published=published or line_date(text),
    )


def extract_epub(data: bytes, name: str) -> Extract:
    """Read an EPUB book as one article: its chapters in their order, and its own metadata.

    Raises:
        UnreadableArticle: If the file is damaged, locked, or no EPUB.
    """
    with open_zip(io.BytesIO(data), _LIMITS) as archive:
        budget = _Budget(archive)
        container = _xml(budget.read("META-INF/container.xml"))
        path = next(iter(container.xpath("//*[local-name()='rootfile']/@full-path")), "")
        if path not in budget.names:
            raise UnreadableArticle(f"{name} does not say where its package file is (OPF)")
        package = _xml(budget.read(path))
        chapters = _chapters(package, path)
        lost = [chapter for chapter in chapters if chapter not in budget.names]
        locked = _locked(budget) & set(chapters)
        if locked:
            raise UnreadableArticle("the book is locked (DRM): its text cannot be read")
        texts = [_chapter(budget.read(c), c) for c in chapters if c in budget.names]
    return Extract(
        canonical("\n\n".join(text for text in texts if text)),
        title=_said(package, "title"),
        source=_said(package, "publisher"),
        author=", ".join(one_line(e.text or "") for e in _elements(package, "creator")),
        language=language_code(_said(package, "language")),
        published=_publication(package),
        note=f"{len(lost)} chapters are not in the file: {', '.join(lost[:5])}" if lost else "",
    )


class _Budget:
    """Reads members of one zip, within limits for all of them together."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.names = {info.filename: info for info in archive.infolist()}
        self._archive = archive
        self._unpacked = 0
        if len(self.names) > _LIMITS.members:
            raise UnreadableArticle(f"{len(self.names):,} files in one document")

    def read(self, name: str) -> bytes:
        """Read one member; raises `UnreadableArticle` if it is not there or too much."""
        if name not in self.names:
            raise UnreadableArticle(f"damaged, or another kind of file: it holds no {name}")
        with open_member(self._archive, self.names[name], _LIMITS, self._unpacked) as member:
            data = member.read()
        self._unpacked += len(data)
        return data


def _xml_parts(data: bytes) -> dict[str, bytes]:
    """Unpack the XML of a Word document, each part checked."""
    with open_zip(io.BytesIO(data), _LIMITS) as archive:
        budget = _Budget(archive)
        parts = {n: budget.read(n) for n in budget.names if n.endswith((".xml", ".rels"))}
    for part in parts.values():
        _xml(part)
    return parts


def _packed(parts: dict[str, bytes]) -> io.BytesIO:
    """Pack what was unpacked within limits: mammoth unpacks without any."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return packed


def _no_image(image: Any) -> list[Any]:
    return []


def _opening_heading(tree: Any) -> str:
    """Take the heading that the text opens with, if it does, out of it."""
    for block in tree.xpath("//body/*"):
        if words := one_line(block.text_content()):
            if block.tag == "h1":
                block.drop_tree()
                return words
            return ""
    return ""


def _xml(data: bytes) -> Any:
    """Parse XML that may not refer to anything outside itself, nor grow."""
    import lxml.etree

    parser = lxml.etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = lxml.etree.fromstring(data, parser)
    except (lxml.etree.LxmlError, ValueError) as error:
        raise UnreadableArticle(f"damaged: its XML cannot be read ({error})") from error
    kind = root.getroottree().docinfo.internalDTD
    if kind is not None and list(kind.iterentities()):
        raise UnreadableArticle("its XML declares entities of its own, as no document needs to")
    return root


def _elements(root: Any, name: str) -> list[Any]:
    return [e for e in root.xpath("//*[local-name()=$name]", name=name) if (e.text or "").strip()]


def _said(root: Any, name: str) -> str:
    return next((one_line(element.text) for element in _elements(root, name)), "")


def _chapters(package: Any, path: str) -> list[str]:
    """Give the paths of a book's chapters in reading order."""
    items = {item.get("id"): item for item in package.xpath("//*[local-name()='item']")}
    found = []
    for reference in package.xpath("//*[local-name()='itemref']"):
        item = items.get(reference.get("idref"))
        if item is None or reference.get("linear") == "no":
            continue
        if "html" in item.get("media-type", "") and "nav" not in item.get("properties", "").split():
            href = unquote(item.get("href", "").partition("#")[0])
            found.append(posixpath.normpath(posixpath.join(posixpath.dirname(path), href)))
    if not found:
        raise UnreadableArticle("the book names no chapters (its spine is empty)")
    return found


def _chapter(data: bytes, name: str) -> str:
    return plain(parse(decode(data, name)[0])) if data.strip() else ""


def _locked(budget: _Budget) -> set[str]:
    """Give what a book says is encrypted; fonts often are, in books that are not locked."""
    if "META-INF/encryption.xml" not in budget.names:
        return set()
    listing = _xml(budget.read("META-INF/encryption.xml"))
    return {unquote(uri) for uri in listing.xpath("//*[local-name()='CipherReference']/@URI")}


def _publication(package: Any) -> PublicationDate | None:
    for element in _elements(package, "date"):
        event = next((v for k, v in element.items() if k.endswith("event")), "publication")
        if event == "publication" and (found := publication_date(element.text, "metadata")):
            return found
    return None
