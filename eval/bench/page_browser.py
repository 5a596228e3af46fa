"""A real browser in front of the page: when it is there, and how soon it answers.

The page itself watches its changes (`MutationObserver`, `PerformanceObserver`); nothing is polled
from outside, so that no time is spent on asking.
"""

import contextlib
import shutil
from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass

from playwright.async_api import (
    Browser,
    BrowserContext,
    Locator,
    Page,
    ViewportSize,
    async_playwright,
)

_PATIENCE_MS = 180_000
_ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
_SCREEN: ViewportSize = {"width": 1280, "height": 860}
_ROWS = "#shelf-rows"
QUESTION = "#question textarea"
BARE_QUESTION = "textarea"

# Ready is when the box can be written in and has the focus; all in seconds since 1970.
_OPENED = """
(box) => {
  const seconds = (at) => (performance.timeOrigin + at) / 1000;
  window.opened = {};
  new PerformanceObserver((list) => {
    for (const one of list.getEntriesByName("first-contentful-paint"))
      window.opened.painted = seconds(one.startTime);
  }).observe({ type: "paint", buffered: true });
  const look = () => {
    const found = document.querySelector(box);
    if (window.opened.ready || !found || found.disabled || document.activeElement !== found)
      return;
    window.opened.ready = seconds(performance.now());
    const [page] = performance.getEntriesByType("navigation");
    window.opened.served = seconds(page.responseStart);
    window.opened.answer = page.responseStart - page.requestStart;
  };
  const everything = { subtree: true, childList: true, attributes: true };
  new MutationObserver(look).observe(document, everything);
  document.addEventListener("focusin", look, true);
}
"""

# Every wording of the answer is noted with its time: what is said while one waits stands there
# first, and only the end shows which word was the answer's first.
_ASKED = """
() => {
  const asked = (window.asked = { wordings: [] });
  document.addEventListener("click", (event) => {
    if (event.target.closest("#send")) asked.clicked = performance.now();
  }, true);
  const words = () => {
    const answer = [...document.querySelectorAll("#chat [data-testid=bot]")].at(-1);
    if (!answer) return "";
    const copy = answer.cloneNode(true);
    copy.querySelectorAll("em, button").forEach((aside) => aside.remove());
    return copy.textContent.trim();
  };
  new MutationObserver(() => {
    if (!asked.clicked) return;
    asked.began ||= !document.querySelector("#stop").disabled;
    const now = performance.now();
    if (!asked.passages && document.querySelector("#sources .source"))
      asked.passages = now - asked.clicked;
    const wording = words();
    if (wording && wording !== asked.wordings.at(-1)?.[1])
      asked.wordings.push([now - asked.clicked, wording]);
  }).observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
}
"""
_ENDED = "() => window.asked.began && document.querySelector('#stop').disabled"

# The last stream of the server's messages that ended since a click tells when it had answered.
_CLICKED = r"""
() => {
  let clicked = {};
  window.watch = (wanted) => (window.clicked = clicked = { wanted });
  document.addEventListener("click", () => (clicked.at ??= performance.now()), true);
  new PerformanceObserver((list) => {
    for (const one of list.getEntries())
      if (/queue\/data|run\/predict/.test(one.name) && one.startTime > clicked.at)
        clicked.answered = one.responseEnd - clicked.at;
  }).observe({ type: "resource" });
  new MutationObserver(() => {
    const found = clicked.at && document.querySelector(clicked.wanted);
    if (found && found.textContent.trim()) clicked.shown ??= performance.now() - clicked.at;
  }).observe(document, { subtree: true, childList: true, characterData: true });
}
"""


@dataclass(frozen=True)
class Opened:
    """A page that was opened; seconds since 1970.

    Attributes:
        served: When the first byte of it came.
        painted: When the first of its content was on the screen.
        ready: When one could type.
        answer_ms: From the request to the first byte, in milliseconds.
    """

    served: float
    painted: float
    ready: float
    answer_ms: float


@dataclass(frozen=True)
class Shown:
    """What a question brought to the screen, in milliseconds from the click."""

    passages: float | None
    first_word: float


@contextlib.asynccontextmanager
async def chromium() -> AsyncGenerator[Browser]:
    """Start the browser of this machine.

    Raises:
        RuntimeError: If there is none.
    """
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        raise RuntimeError("no Chromium here; `apt-get install chromium`")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=_ARGUMENTS)
        yield browser
        await browser.close()


@contextlib.asynccontextmanager
async def visitor(
    browser: Browser, address: str, cookies: Mapping[str, str] | None = None
) -> AsyncGenerator[BrowserContext]:
    """Give one person's browser, with nothing in its cache."""
    context = await browser.new_context(viewport=_SCREEN)
    context.set_default_timeout(_PATIENCE_MS)
    for name, value in (cookies or {}).items():
        await context.add_cookies([{"name": name, "value": value, "url": address}])
    yield context
    await context.close()


async def opened(page: Page, address: str, box: str = QUESTION) -> Opened:
    """Open the page, and wait until one can type."""
    await page.add_init_script(f"({_OPENED})({box!r})")
    await page.goto(address)
    await page.wait_for_function("() => window.opened.ready && window.opened.painted")
    found = await page.evaluate("() => window.opened")
    return Opened(found["served"], found["painted"], found["ready"], found["answer"])


async def asked(person: BrowserContext, address: str, question: str) -> Shown:
    """Ask a question in a new tab, and wait for the end of its answer."""
    page = await person.new_page()
    await page.add_init_script(f"({_ASKED})()")
    await opened(page, address)
    await page.fill(QUESTION, question)
    await page.click("#send")
    await page.wait_for_function(_ENDED)
    found = await page.evaluate("() => window.asked")
    await page.close()
    wordings = found["wordings"]
    last = wordings[-1][1].split()[0]
    first = next(at for at, wording in wordings if wording.split()[0] == last)
    return Shown(found.get("passages"), first)


async def navigated(person: BrowserContext, address: str, number: int) -> dict[str, float]:
    """Open the page, its library and an article.

    Args:
        person: Who does.
        address: Of the page.
        number: Which of the listed articles to open, counted round.

    Returns:
        What took how many milliseconds.
    """
    page = await person.new_page()
    await page.add_init_script(f"({_CLICKED})()")
    first = await opened(page, address)
    library = await _clicked(page, page.get_by_role("tab", name="Library"), f"{_ROWS} label")
    rows = page.locator(f"{_ROWS} label")
    row = rows.nth(number % await rows.count())
    article = await _clicked(page, row, "#article-text")
    await page.close()
    return {
        "the page: first byte": first.answer_ms,
        "the library: server's answer": library["answered"],
        "the library: on screen": library["shown"],
        "an article: server's answer": article["answered"],
        "an article: on screen": article["shown"],
    }


async def _clicked(page: Page, what: Locator, wanted: str) -> dict[str, float]:
    """Click, and give the milliseconds until the server had answered and until it showed."""
    await what.scroll_into_view_if_needed()
    await page.evaluate("(wanted) => { window.watch(wanted); }", wanted)
    await what.click()
    await page.wait_for_function("() => window.clicked.answered && window.clicked.shown")
    found: dict[str, float] = await page.evaluate("() => window.clicked")
    return found
