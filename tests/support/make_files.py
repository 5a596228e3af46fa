"""Makes the files that people add: Word documents, books and archives, sound or broken."""

import io
import tarfile
import zipfile
from collections.abc import Mapping
from html import escape

_OFFICE = "http://schemas.openxmlformats.org"
_WORD = f'xmlns:w="{_OFFICE}/wordprocessingml/2006/main"'
_TYPES = f"""<?xml version="1.0" encoding="UTF-8"?>
<Types xmlns="{_OFFICE}/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
</Types>"""
_RELATIONS = f"""<?xml version="1.0" encoding="UTF-8"?>
<Relationships xmlns="{_OFFICE}/package/2006/relationships"><Relationship Id="r1"
Type="{_OFFICE}/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>
</Relationships>"""
_STYLES = f"""<w:styles {_WORD}>
<w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/></w:style>
<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/></w:style>
</w:styles>"""


def word_paragraph(text: str, style: str = "") -> str:
    """Give the XML of a paragraph."""
    properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{properties}<w:r><w:t>{escape(text)}</w:t></w:r></w:p>"


def docx(*paragraphs: str, core: str = "", doctype: str = "", **parts: str) -> bytes:
    """Make a Word document.

    Args:
        paragraphs: XML of its body.
        core: XML of its core properties: "<dc:title>A</dc:title>".
        doctype: What stands before the document's root.
        parts: More files, by name with "_" for "/".
    """
    body = f"<w:body>{''.join(paragraphs)}</w:body>"
    return zip_of(
        {
            "[Content_Types].xml": _TYPES,
            "_rels/.rels": _RELATIONS,
            "word/document.xml": f"{doctype}<w:document {_WORD}>{body}</w:document>",
            "word/styles.xml": _STYLES,
            "docProps/core.xml": (
                f'<cp:coreProperties xmlns:cp="{_OFFICE}/package/2006/metadata/core-properties" '
                'xmlns:dc="http://purl.org/dc/elements/1.1/" '
                f'xmlns:dcterms="http://purl.org/dc/terms/">{core}</cp:coreProperties>'
            ),
            **{name.replace("_", "/"): content for name, content in parts.items()},
        }
    )


def epub(
    chapters: Mapping[str, str],
    metadata: str = "",
    *,
    folder: str = "OEBPS/",
    spine: str | None = None,
    doctype: str = "",
    without: str = "",
    more: Mapping[str, str | bytes] | None = None,
) -> bytes:
    """Make a book.

    Args:
        chapters: File names to the XHTML inside their bodies, in reading order.
        metadata: XML of the package's metadata: "<dc:title>A</dc:title>".
        folder: Where the package lies.
        spine: XML of the spine, if it is not the chapters in their order.
        doctype: What stands before the package's root.
        without: A file that is left out.
        more: More files.
    """
    items = "".join(
        f'<item id="c{n}" href="{name}" media-type="application/xhtml+xml"/>'
        for n, name in enumerate(chapters)
    )
    order = "".join(f'<itemref idref="c{n}"/>' for n in range(len(chapters)))
    package = (
        f'{doctype}<package xmlns="http://www.idpf.org/2007/opf" version="3.0">'
        '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/" '
        f'xmlns:opf="http://www.idpf.org/2007/opf">{metadata}</metadata>'
        f"<manifest>{items}</manifest><spine>{order if spine is None else spine}</spine></package>"
    )
    files: dict[str, str | bytes] = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": (
            '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
            f'<rootfile full-path="{folder}content.opf"/></rootfiles></container>'
        ),
        f"{folder}content.opf": package,
        **{
            folder + name: (
                '<?xml version="1.0" encoding="utf-8"?><!DOCTYPE html>'
                '<html xmlns="http://www.w3.org/1999/xhtml"><head><title>Chapter</title></head>'
                f"<body>{body}</body></html>"
            )
            for name, body in chapters.items()
        },
        **(more or {}),
    }
    files.pop(without, None)
    return zip_of(files)


def zip_of(files: Mapping[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Make a zip of names and contents; a name may be any, also one that no zip should hold."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name), content, method)
    return packed.getvalue()


def zip_with(info: zipfile.ZipInfo, content: bytes, **after: str) -> bytes:
    """Make a zip of one odd member and more that are not."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(info, content)
        for name, text in after.items():
            archive.writestr(f"{name}.txt", text)
    return packed.getvalue()


def tar_of(*files: tuple[str | tarfile.TarInfo, bytes], kind: str = "") -> bytes:
    """Make a tar of names (or headers) and contents, packed as "gz", "bz2", "xz" or not."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode=f"w:{kind}") as archive:
        for name, content in files:
            info = name if isinstance(name, tarfile.TarInfo) else tarfile.TarInfo(name)
            if info.isreg():
                info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return packed.getvalue()
