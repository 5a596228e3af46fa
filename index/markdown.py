"""Markdown -> text without its markup, with YAML front matter as metadata."""

import re
from typing import Any

import yaml
from markdown_it import MarkdownIt

from index.dates import head_date
from index.errors import UnreadableArticle
from index.extraction import Extract, canonical, decode, field, stated_date


def extract_markdown(data: bytes, name: str) -> Extract:
    """Read Markdown: YAML front matter as metadata, then the text without its markup."""
    text, note = decode(data, name)
    matter, text = _front_matter(text)
    published = stated_date(matter, "front matter")
    if published is None:
        published, text = head_date(text)
    heading, body = _plain_markdown(text)
    return Extract(
        canonical(body),
        title=field(matter, "title", "headline") or heading,
        source=field(matter, "source", "outlet", "publisher", "site"),
        author=field(matter, "author", "authors", "byline"),
        url=field(matter, "url", "link", "canonical"),
        published=published,
        note=note,
    )


def _front_matter(text: str) -> tuple[dict[str, Any], str]:
    match = re.match(r"\A\s*---[ \t]*\n(.*?)\n---[ \t]*(?:\n|\Z)", text.replace("\r\n", "\n"), re.S)
    if match is None:
        return {}, text
    try:
        matter = yaml.safe_load(match.group(1))
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        # ValueError: PyYAML reads 2023-02-30 as a date, and there is none.
        mark = getattr(error, "problem_mark", None)
        line = f" at line {mark.line + 2}" if mark else ""
        raise UnreadableArticle(f"the front matter is not valid YAML{line}") from error
    rest = text.replace("\r\n", "\n")[match.end() :]
    return (matter, rest) if isinstance(matter, dict) else ({}, text)


def _plain_markdown(text: str) -> tuple[str, str]:
    """Give the first level-one heading and the text without markup, that heading left out."""
    heading, blocks, opened = "", [], ""
    for token in MarkdownIt("commonmark").parse(text):
        if token.type == "heading_open":
            opened = token.tag
        elif token.type == "inline":
            words = "".join(_inline_text(child) for child in token.children or ())
            if opened == "h1" and not heading:
                heading = words.strip()
            else:
                blocks.append(words)
            opened = ""
        elif token.type in ("code_block", "fence"):
            blocks.append(token.content)
    return heading, "\n\n".join(blocks)


def _inline_text(token: Any) -> str:
    if token.type in ("softbreak", "hardbreak"):
        return " "
    return token.content if token.type in ("text", "code_inline") else ""
