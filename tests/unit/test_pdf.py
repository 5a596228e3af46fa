import io
import random
from pathlib import Path

import pypdf
import pytest
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate

from index.errors import UnreadableArticle
from index.extraction import extract_pdf

PARAGRAPHS = [
    "The maternity unit at Port Ellery Infirmary will stay open until at least the end of 2028, "
    "after the Ellery Health Board voted by seven to two on Thursday to drop its plan to close it. "
    "Nobody had expected it.",
    "The vote ends a quarrel of seven months. About 300 people stood outside the board's offices "
    "while it met, and cheered when the result was read out by a porter who had listened in. One "
    "of them fainted.",
]


def pdf(*paragraphs: str, **facts: str) -> bytes:
    file = io.BytesIO()
    style = getSampleStyleSheet()["Normal"]
    SimpleDocTemplate(file, pagesize=A4, **facts).build([Paragraph(p, style) for p in paragraphs])
    return file.getvalue()


def test_the_lines_of_a_paragraph_are_joined():
    assert extract_pdf(pdf(*PARAGRAPHS), "a.pdf").text.split("\n\n") == PARAGRAPHS


def test_a_word_cut_at_a_line_end_is_one_word():
    file = io.BytesIO()
    canvas = Canvas(file)
    canvas.drawString(50, 800, "The vote ends a quarrel of seven months over the mater-")
    canvas.drawString(50, 786, "nity unit of the Infirmary, in which the county lost.")
    canvas.save()
    assert "the maternity unit of the" in extract_pdf(file.getvalue(), "a.pdf").text


def test_a_pdf_states_its_title_and_author():
    extract = extract_pdf(pdf(*PARAGRAPHS, title="Unit to stay", author="Owen Prewett"), "a.pdf")
    assert (extract.title, extract.author) == ("Unit to stay", "Owen Prewett")


def test_the_date_line_under_the_masthead_is_the_publication_date():
    made = pdf("The Wrenmouth Observer", "Wrenmouth, Friday 12 September 2025", *PARAGRAPHS)
    published = extract_pdf(made, "a.pdf").published
    assert published is not None
    assert (published.value, published.origin) == ("2025-09-12", "date line")


def test_the_day_the_file_was_made_is_no_publication_date():
    made = pdf(*PARAGRAPHS)
    assert b"/CreationDate" in made
    assert extract_pdf(made, "a.pdf").published is None


def test_pictures_of_text_are_told_to_be_that():
    file = io.BytesIO()
    canvas = Canvas(file)
    canvas.rect(100, 100, 200, 200, fill=1)
    canvas.showPage()
    canvas.rect(100, 100, 200, 200, fill=1)
    canvas.save()
    with pytest.raises(UnreadableArticle, match=r"has 2 pages and no text: .* OCR"):
        extract_pdf(file.getvalue(), "a.pdf")


def test_a_locked_pdf_is_unreadable():
    writer = pypdf.PdfWriter(io.BytesIO(pdf(*PARAGRAPHS)))
    writer.encrypt("secret", algorithm="RC4-128")
    file = io.BytesIO()
    writer.write(file)
    with pytest.raises(UnreadableArticle, match="not a PDF that can be read"):
        extract_pdf(file.getvalue(), "a.pdf")


@pytest.mark.parametrize("data", [b"", b"hello", b"%PDF-1.7", b"%PDF-1.7\n%%EOF"])
def test_what_is_no_pdf_is_unreadable(data: bytes):
    with pytest.raises(UnreadableArticle, match="not a PDF that can be read"):
        extract_pdf(data, "a.pdf")


def damaged(data: bytes, seed: int) -> bytes:
    """Damage a file as disks and cut downloads do, and worse: with signs that PDFs are made of."""
    chance = random.Random(seed)
    damaged = bytearray(data)
    for _ in range(chance.choice([1, 2, 4, 8, 20])):
        damaged[chance.randrange(len(damaged))] = chance.choice(b"0123456789<>[]()/ RObj%")
    if seed % 5 == 0:
        del damaged[chance.randrange(len(damaged)) :]
    return bytes(damaged)


def test_however_a_pdf_is_damaged_it_is_read_or_refused(sample: Path):
    whole = (sample / "wrenmouth-observer/2025-09-12-maternity-unit-to-stay.pdf").read_bytes()
    broke = {}
    for seed in range(600):
        try:
            extract_pdf(damaged(whole, seed), "a.pdf")
        except UnreadableArticle:
            pass
        except Exception as error:
            broke[seed] = repr(error)
    assert broke == {}
