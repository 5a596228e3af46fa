"""Tables for people and for files: drawn on a terminal, as plain text in a pipe, as Markdown."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.table import Table
from rich.text import Text

from ui import terminal

# What begins with these is told in colour on a terminal.
_COLOURS = {"better": "green", "passed": "green", "worse": "red", "FAILED": "red"}
# What is markup within a line of Markdown; figures stay readable as they are written.
_MARKS = {ord(mark): f"\\{mark}" for mark in "\\`*_[]<>|~&#"}


@dataclass(frozen=True)
class Block:
    """A table under a title; without rows, the title alone.

    Attributes:
        title: In words.
        header: Names of the columns; empty if there is nothing to put in them.
        rows: Texts of anyone; each shown as it is.
        long: Whether they are long texts: in a pipe each then stands in a line of its own.
        note: Below the table.
    """

    title: str
    header: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    long: bool = False
    note: str = ""


def show(blocks: Sequence[Block]) -> None:
    """Show blocks on a terminal, or write them as plain text."""
    for number, block in enumerate(blocks):
        if number:
            terminal.out.print()
        if terminal.out.is_terminal:
            _draw(block)
        else:
            terminal.out.print(plain(block), markup=False, soft_wrap=True)


def _draw(block: Block) -> None:
    terminal.out.print(Text(terminal.plain(block.title), style="bold"))
    if block.rows:
        table = Table(box=None, pad_edge=False)
        for place, name in enumerate(block.header):
            table.add_column(name, overflow="fold", ratio=1 if block.long and place else None)
        for row in block.rows:
            table.add_row(*map(_cell, row))
            if block.long:
                table.add_row()
        terminal.out.print(table)
    if block.note:
        terminal.out.print(Text(terminal.plain(block.note), style="dim"))


def _cell(text: str) -> Text:
    return Text(terminal.plain(text), style=_COLOURS.get(text, ""))


def plain(block: Block) -> str:
    """Write a block as plain text, its columns one under the other."""
    lines = [block.title]
    rows = [tuple(" ".join(cell.split()) for cell in row) for row in block.rows]
    if block.long:
        for row in rows:
            head, *cells = zip(block.header, row, strict=True)
            lines += ["", head[1], *(f"  {name}: {cell}" for name, cell in cells)]
    elif rows:
        widths = [max(map(len, column)) for column in zip(block.header, *rows, strict=True)]
        lines += ["  ".join(map(str.ljust, row, widths)).rstrip() for row in (block.header, *rows)]
    return terminal.plain("\n".join([*lines, *filter(None, [block.note])]))


def markdown(blocks: Sequence[Block]) -> str:
    """Write blocks as Markdown; no text in them is markup there."""
    return "\n".join(map(_section, blocks))


def _section(block: Block) -> str:
    lines = [f"## {_escaped(block.title)}", ""]
    if block.rows:
        lines += [_row(block.header), "|---" * len(block.header) + "|"]
        lines += [*map(_row, block.rows), ""]
    return "\n".join([*lines, *([_escaped(block.note), ""] if block.note else [])])


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(map(_escaped, cells))} |"


def _escaped(text: str) -> str:
    return terminal.plain(" ".join(text.split())).translate(_MARKS)
