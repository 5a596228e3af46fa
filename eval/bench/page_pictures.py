"""Pictures of the page's main states for docs/pictures, taken of the real chat with its real model.

    python -m eval.bench.page_pictures --library /tmp/bench-page --out docs/pictures

Desktop in light, a phone in dark; look at them before they are committed.
"""

import argparse
import asyncio
from pathlib import Path

from playwright.async_api import Page, ViewportSize

from eval.bench import page_browser, page_served

_DESKTOP: ViewportSize = {"width": 1280, "height": 860}
_PHONE: ViewportSize = {"width": 390, "height": 800}
# How long the chat may take to answer, and what moves to come to rest, in milliseconds.
_PATIENCE_MS, _REST_MS = 180_000, 2_000
_ASKED = (
    "How many people were hurt in the Osk ferry accident?",
    "What happened with the Asker Swing Bridge?",
)


async def desktop(page: Page, out: Path) -> str:
    """Walk through the page as a person does; give the address of a conversation.

    Args:
        page: The page, opened.
        out: Where the pictures go.
    """
    # Once the model is loaded: then nothing is said at the top.
    await page.locator("#state:empty").wait_for(timeout=_PATIENCE_MS, state="attached")
    await _picture(page, out / "empty.png")
    for question in _ASKED:
        await page.get_by_role("button", name="New conversation").click()
        await page.locator("#chat [data-testid=user]").first.wait_for(state="detached")
        await _ask(page, question)
        if question == _ASKED[0]:
            await page.locator("#chat a[href^='#source-']").first.hover()
            await _picture(page, out / "answer.png")
            address = page.url
    await _picture(page, out / "timeline.png")
    for name in ("Library", "Settings"):
        await page.get_by_role("tab", name=name, exact=True).click()
        await page.mouse.move(0, 0)
        if name == "Library":
            await page.locator("#shelf-rows label").nth(1).click()
        await _picture(page, out / f"{name.lower()}.png")
    return address


async def _ask(page: Page, question: str) -> None:
    await page.locator(page_browser.QUESTION).fill(question)
    await page.locator("#send").click()
    await page.locator("#stop:not(:disabled)").wait_for(timeout=_PATIENCE_MS, state="attached")
    await page.locator("#stop:disabled").wait_for(timeout=_PATIENCE_MS, state="attached")


async def _picture(page: Page, file: Path) -> None:
    await page.wait_for_timeout(_REST_MS)
    await page.screenshot(path=file)


async def take(library: Path, articles: Path, out: Path) -> None:
    """Take all of them.

    Args:
        library: Its folder; made of the articles if there is none.
        articles: See `library`.
        out: Where they go.
    """
    out.mkdir(parents=True, exist_ok=True)
    with (
        page_served.copied(library, articles) as copied,
        page_served.chat(copied, []) as served,
    ):
        page_served.wait_until_ready(served)
        async with page_browser.chromium() as browser:
            light = await browser.new_context(viewport=_DESKTOP, reduced_motion="reduce")
            page = await light.new_page()
            await page.goto(served.address)
            await page.locator("#send:not(:disabled)").wait_for(timeout=_PATIENCE_MS)
            address = await desktop(page, out)
            for name, screen in (("phone", _PHONE), ("dark", _DESKTOP)):
                context = await browser.new_context(
                    viewport=screen, color_scheme="dark", reduced_motion="reduce"
                )
                page = await context.new_page()
                await page.goto(address)
                await page.locator("#chat [data-testid=bot]").first.wait_for()
                await _picture(page, out / f"{name}.png")


def main() -> None:
    """Take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--library", type=Path, required=True)
    parser.add_argument("--articles", type=Path, default=Path("tests/data/sample"))
    parser.add_argument("--out", type=Path, default=Path("docs/pictures"))
    given = parser.parse_args()
    asyncio.run(take(given.library, given.articles, given.out))


if __name__ == "__main__":
    main()
