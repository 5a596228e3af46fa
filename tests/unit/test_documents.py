import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from make_files import docx, epub, word_paragraph, zip_of
from read_articles import found, only, reason

from index import documents
from index.articles import Read
from index.reading import read
from index.unpacking import Limits

Write = Callable[[str, str | bytes], Path]
P = word_paragraph
CORE = "<dc:title>Tram</dc:title><dc:creator>Ines Roth;Jo Lund</dc:creator>"
MADE = "<dcterms:created>2021-03-04T10:00:00Z</dcterms:created>"


def test_a_word_document_is_its_text_with_its_stated_title_and_author(write: Write):
    path = write("a.docx", docx(P("The tram line is open."), P("All came."), core=CORE + MADE))
    article = only(path)
    assert article.text == "The tram line is open.\n\nAll came."
    assert (article.title, article.author, article.source) == (
        "Tram",
        "Ines Roth, Jo Lund",
        "a.docx",
    )
    assert article.published == article.updated == ""
    assert article.origin == str(path.resolve())


@pytest.mark.parametrize("style", ["Title", "Heading1"])
def test_the_heading_a_document_opens_with_is_its_title(write: Write, style: str):
    article = only(write("a.docx", docx(P(""), P("A new line", style), P("It opens."), core=CORE)))
    assert (article.title, article.text) == ("A new line", "It opens.")


def test_a_heading_further_down_is_no_title(write: Write):
    text = docx(P("It opens."), P("Background", "Heading1"), P("Years ago."))
    article = only(write("a.docx", text))
    assert article.title == "It opens. Background Years ago."
    assert article.text == "It opens.\n\nBackground\n\nYears ago."


@pytest.mark.parametrize(
    ("line", "value"),
    [("Wrenmouth, Friday 12 September 2025", "2025-09-12"), ("Date: 2023-12-06", "2023-12-06")],
)
def test_the_date_of_a_document_is_the_one_in_its_text(write: Write, line: str, value: str):
    article = only(write("a.docx", docx(P(line), P("The tram line is open."), core=MADE)))
    assert article.published == value


@pytest.mark.parametrize("author", ["Windows User", "Microsoft Office User", "user", ""])
def test_an_author_that_word_made_up_is_none(write: Write, author: str):
    core = f"<dc:creator>{author}</dc:creator>"
    assert only(write("a.docx", docx(P("A story."), core=core))).author == ""


def test_what_was_struck_out_is_left_out_and_what_was_put_in_is_read(write: Write):
    changed = (
        "<w:p><w:r><w:t>It is </w:t></w:r><w:del><w:r><w:delText>shut</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>open</w:t></w:r></w:ins><w:r><w:t>.</w:t></w:r></w:p>"
    )
    assert only(write("a.docx", docx(changed))).text == "It is open."


def test_the_cells_of_a_table_are_read(write: Write):
    cells = "".join(f"<w:tc>{P(word)}</w:tc>" for word in ("Tram", "four"))
    table = f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>"
    assert only(write("a.docx", docx(table))).text == "Tram\n\nfour"


BOMB = (
    '<!DOCTYPE b [<!ENTITY a "'
    + "ha" * 50
    + '">'
    + "".join(f'<!ENTITY {n} "{f"&{p};" * 50}">' for p, n in zip("abcdefg", "bcdefgh", strict=True))
    + "]>"
)
OUTSIDE = '<!DOCTYPE b [<!ENTITY h SYSTEM "file:///etc/hostname">]>'
# libxml2 stops a bomb itself, before it can be asked what it declares.
ENTITIES = (
    "its XML declares entities of its own, as no document needs to",
    "damaged: its XML cannot be read (Maximum entity amplification factor exceeded",
)


@pytest.mark.parametrize("doctype", [BOMB, OUTSIDE], ids=["bomb", "outside"])
def test_entities_in_a_document_are_neither_followed_nor_grown(write: Write, doctype: str):
    body = "<w:p><w:r><w:t>Words &h; words.</w:t></w:r></w:p>"
    assert reason(write("a.docx", docx(body, doctype=doctype))).startswith(ENTITIES)


@pytest.mark.parametrize("doctype", [BOMB, OUTSIDE], ids=["bomb", "outside"])
def test_entities_in_a_book_are_neither_followed_nor_grown(write: Write, doctype: str):
    data = epub({"a.xhtml": "<p>One.</p>"}, "<dc:title>&h;</dc:title>", doctype=doctype)
    assert reason(write("a.epub", data)).startswith(ENTITIES)


def test_entities_in_a_chapter_are_not_followed(write: Write):
    chapter = '<!DOCTYPE html [<!ENTITY h SYSTEM "file:///etc/hostname">]><p>Words &h; words.</p>'
    host = Path("/etc/hostname").read_text().strip()
    text = only(write("a.epub", epub({"a.xhtml": ""}, more={"OEBPS/a.xhtml": chapter}))).text
    assert "Words" in text
    assert host not in text


NO_DOCUMENTS = {
    "no zip": (b"This is a plain text.", "damaged, or no archive of this kind"),
    "empty": (b"", "damaged, or no archive of this kind"),
    "an old or locked document": (
        b"\xd0\xcf\x11\xe0" + bytes(600),
        "locked by a password, or an old",
    ),
    "another zip": (zip_of({"a.txt": "A story."}), "no Word document: a.docx holds no word/docu"),
    "broken XML": (docx("<w:p>"), "damaged: its XML cannot be read ("),
    "cut": (docx(P("A story. " * 500))[:-300], "damaged, or no archive of this kind"),
    "nothing in it": (docx(), "no text is left after reading it"),
    "no table of relations": (zip_of({"word/document.xml": "<a/>"}), ""),
    "a document of nothing Word knows": (
        zip_of({"word/document.xml": "<a/>", "_rels/.rels": "<b/>"}),
        "",
    ),
}


@pytest.mark.parametrize("what", NO_DOCUMENTS)
def test_what_is_no_word_document_is_refused_in_words(write: Write, what: str):
    data, words = NO_DOCUMENTS[what]
    assert reason(write("a.docx", data)).startswith(words)


@pytest.mark.parametrize("depth", [200, 300, 100_000])
def test_a_document_nested_beyond_reason_is_read_or_refused(write: Write, depth: int):
    body = "<w:sdt><w:sdtContent>" * depth + P("A story.") + "</w:sdtContent></w:sdt>" * depth
    articles, refused = found(write("a.docx", docx(body)))
    assert len(articles) + len(refused) == 1


@pytest.mark.parametrize("make", [docx, lambda text: epub({"a.xhtml": f"<p>{text}</p>"})])
def test_a_document_that_unpacks_to_too_much_is_refused(
    write: Write, monkeypatch: pytest.MonkeyPatch, make: Callable[[str], bytes]
):
    monkeypatch.setattr(documents, "_LIMITS", Limits(total=100_000))
    data = make("A story. " * 20_000)
    assert len(data) < 10_000
    name = "a.docx" if make is docx else "a.epub"
    assert "unpacks to more than" in reason(write(name, data))


def test_a_size_that_a_header_invents_does_not_help_a_bomb(
    write: Write, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(documents, "_LIMITS", Limits(total=100_000))
    data = docx(P("A story. " * 20_000))
    size = next(
        info.file_size
        for info in zipfile.ZipFile(write("a.zip", data)).infolist()
        if info.filename == "word/document.xml"
    )
    lying = data.replace(size.to_bytes(4, "little"), (50).to_bytes(4, "little"))
    assert lying != data
    assert reason(write("a.docx", lying)).startswith("damaged")


TWO = {"a.xhtml": "<h1>One</h1><p>First chapter.</p>", "b.xhtml": "<p>Second&nbsp;one.</p>"}
FACTS = """<dc:title>The trams</dc:title><dc:creator opf:role="aut">Ines Roth</dc:creator>
<dc:creator>Jo Lund</dc:creator><dc:publisher>Larch Press</dc:publisher>
<dc:language>en-GB</dc:language><dc:date opf:event="modification">2024-01-01</dc:date>
<dc:date>2023-12-06</dc:date>"""


def test_a_book_is_one_article_with_its_own_metadata(write: Write):
    article = only(write("a.epub", epub(TWO, FACTS)))
    assert article.text == "One\n\nFirst chapter.\n\nSecond one."
    assert (article.title, article.author) == ("The trams", "Ines Roth, Jo Lund")
    assert (article.source, article.language) == ("Larch Press", "en")
    assert (article.published, article.published_origin) == ("2023-12-06", "metadata")


def test_a_book_says_little_and_is_read_all_the_same(write: Write):
    article = only(write("a.epub", epub(TWO, folder="")))
    assert (article.title, article.source, article.published) == (
        "One First chapter. Second one.",
        "a.epub",
        "",
    )


def test_the_spine_orders_the_chapters_and_leaves_out_what_is_beside_it(write: Write):
    spine = '<itemref idref="c1"/><itemref idref="c0" linear="no"/><itemref idref="c9"/>'
    assert only(write("a.epub", epub(TWO, spine=spine))).text == "Second one."


def test_names_of_chapters_may_be_written_in_percent(write: Write):
    data = epub(
        {"text/chapter%201.xhtml#start": ""}, more={"OEBPS/text/chapter 1.xhtml": "<p>One.</p>"}
    )
    assert only(write("a.epub", data)).text == "One."


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_chapter_may_be_in_any_encoding_of_books(write: Write, encoding: str):
    chapter = '<?xml version="1.0"?><html><head><title/></head><body><p>Café.</p></body></html>'
    data = epub({"a.xhtml": ""}, more={"OEBPS/a.xhtml": chapter.encode(encoding)})
    assert only(write("a.epub", data)).text == "Café."


def test_chapters_that_are_not_there_are_told(write: Write):
    data = epub(TWO, without="OEBPS/b.xhtml")
    (item,) = read(str(write("a.epub", data)))
    assert isinstance(item, Read)
    assert item.note == "1 chapters are not in the file: OEBPS/b.xhtml"


@pytest.mark.parametrize("href", ["../../../etc/passwd", "/etc/passwd", "file:///etc/passwd"])
def test_a_chapter_cannot_lie_outside_the_book(write: Write, href: str):
    assert reason(write("a.epub", epub({href: ""}, without=f"OEBPS/{href}"))) == (
        "no text is left after reading it"
    )


LOCKED = (
    '<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><EncryptedData>'
    '<CipherData><CipherReference URI="%s"/></CipherData></EncryptedData></encryption>'
)


@pytest.mark.timeout(60)
def test_a_book_of_nothing_but_names_is_read_in_time(write: Write):
    spine = '<itemref idref="c0"/>' * 200_000
    data = epub({"a.xhtml": ""}, spine=spine, without="OEBPS/a.xhtml")
    assert reason(write("a.epub", data)) == "no text is left after reading it"


def test_a_locked_book_is_refused(write: Write):
    data = epub(TWO, more={"META-INF/encryption.xml": LOCKED % "OEBPS/a.xhtml"})
    assert reason(write("a.epub", data)) == "the book is locked (DRM): its text cannot be read"


def test_a_book_with_a_locked_font_is_read(write: Write):
    data = epub(TWO, more={"META-INF/encryption.xml": LOCKED % "OEBPS/a.ttf"})
    assert only(write("a.epub", data)).text.startswith("One")


NO_BOOKS = {
    "no zip": (b"A plain text.", "damaged, or no archive of this kind"),
    "another zip": (
        zip_of({"a.txt": "A story."}),
        "damaged, or another kind of file: it holds no M",
    ),
    "no package": (epub(TWO, without="OEBPS/content.opf"), "a.epub does not say where its package"),
    "an empty spine": (epub(TWO, spine=""), "the book names no chapters"),
    "pictures alone": (epub({"a.xhtml": '<img src="a.png"/>'}), "no text is left after reading it"),
    "broken XML": (epub(TWO, "<dc:title>"), "damaged: its XML cannot be read ("),
    "cut": (epub(TWO)[:-50], "damaged, or no archive of this kind"),
}


@pytest.mark.parametrize("what", NO_BOOKS)
def test_what_is_no_book_is_refused_in_words(write: Write, what: str):
    data, words = NO_BOOKS[what]
    assert reason(write("a.epub", data)).startswith(words)
