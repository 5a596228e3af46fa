"""The contrast of what is seen."""

import re

from playwright.sync_api import Locator

_COLOURS = """element => {
    if (!element.isConnected) return null;
    const own = getComputedStyle(element).color;
    let behind = "rgba(0, 0, 0, 0)";
    for (let part = element; part && behind === "rgba(0, 0, 0, 0)"; )
        [behind, part] = [getComputedStyle(part).backgroundColor, part.parentElement];
    return [own, behind];
}"""


def contrast(text: Locator) -> float:
    """Give the contrast of a text with what lies behind it, as WCAG counts it."""
    # An element that was just drawn anew has no colours left: its successor is looked at.
    while not (colours := text.evaluate(_COLOURS)):
        pass
    lighter, darker = sorted(map(_luminance, colours), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
