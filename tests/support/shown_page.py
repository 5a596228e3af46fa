"""What a browser makes of the page, and texts that try to be more than text."""

from html.parser import HTMLParser

from markdown_it import MarkdownIt

ATTACKS = [
    "<script>window.ran = 1</script>",
    '<img src=x onerror="window.ran = 1">',
    "![](http://evil.example/x.png)",
    "[x](javascript:alert(1))",
    "</div></section>",
    "# A heading",
    "- a point",
    "1. a first",
    "> a quote",
    "---",
    "| a | b |",
    "**bold** __strong__ *em* _it_ ~~no~~ `code` ``` fence",
    "$$x$$ \\(x\\) $a_1$",
    "&lt;b&gt; &#60;b&#62; &amp;amp; &copy",
    "](#source-1-1)",
    "http://evil.example www.evil.example me@evil.example",
    "<!-- a comment --> <![CDATA[x]]> <?php ?>",
    "\\<b\\> \\*not\\*",
    "[a]: http://evil.example 'title'",
    "“Quotes” – dashes and émigrés, 東京 + plus = equals ^ caret : colon ; {{7*7}}",
]


class Shown(HTMLParser):
    """What a browser makes of a page: its text, its elements and their attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.text = ""
        self.tags: list[str] = []
        self.attributes: list[dict[str, str | None]] = []
        # What stands in an element, each element that ends by its name, in the order of their ends.
        self.texts: list[tuple[str, str]] = []
        self._open: list[tuple[str, int]] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes.append(dict(attrs))
        self._open.append((tag, len(self.text)))

    def handle_endtag(self, tag: str) -> None:
        while self._open:
            name, begin = self._open.pop()
            if name == tag:
                self.texts.append((tag, self.text[begin:]))
                return

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        self.tags.append("a comment")

    @property
    def links(self) -> list[str]:
        return [str(attributes["href"]) for attributes in self.attributes if "href" in attributes]


def as_markdown(text: str) -> Shown:
    """Show Markdown as liberally as the page does: with HTML, tables and strike-through."""
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    return Shown(parser.render(text))
