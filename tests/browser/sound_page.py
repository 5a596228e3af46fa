"""What must hold of every page, whatever the texts on it try. Gives what is wrong, in words."""

from playwright.sync_api import Page

# Runs in the page. Its own parts are known by where they stand; texts of others stand in `others`.
_LOOK = r"""
([others, ids]) => {
  const wrong = [];
  const say = (what, element) =>
    wrong.push(`${what}: ${(element.outerHTML ?? element).slice(0, 200)}`);
  if (window.__ran !== undefined) say("ran", String(window.__ran));
  const never = "iframe, object, embed, base:not([href='./']), form:not(#filter), portal, "
    + "meta[http-equiv=refresh], [srcdoc]";
  for (const element of document.querySelectorAll(never)) say("never on a page", element);
  const mute = "script, style, link, meta, img:not([src^='data:image/svg']), picture, svg, math, "
    + "video, audio, input, button, select, textarea, dialog, template, [style], "
    + "[contenteditable], [role], [aria-label], [tabindex], [autofocus], [popover], [name]";
  for (const place of document.querySelectorAll(others))
    for (const element of place.querySelectorAll(mute)) say("not among texts of others", element);
  for (const element of document.querySelectorAll("*"))
    for (const name of element.getAttributeNames())
      if (/^on/i.test(name)) say("handler", element);
  const counts = new Map();
  for (const element of document.querySelectorAll("[id]"))
    counts.set(element.id, (counts.get(element.id) ?? 0) + 1);
  for (const [id, number] of counts)
    if (number > 1 && ids.some((one) => id.startsWith(one))) say("id twice", id);
  const address = /^\s*(?:[a-z]+:\/+|www\.)[^\s\/?#]+|^[\w-]+(\.[\w-]+)+(\/\S*)?$/i;
  for (const link of document.querySelectorAll("a[href], area[href]")) {
    const href = link.getAttribute("href");
    if (href.startsWith("#")) {
      if (!/^#(question|source-\d+-\d+|q-[\w%-]+|questions)$/.test(href))
        say("leads nowhere of ours", link);
      continue;
    }
    if (!/^https?:$/.test(link.protocol)) { say("leads to no web address", link); continue; }
    if (link.origin === location.origin) continue;
    if (link.target === "_blank" && !link.relList.contains("noopener")) say("opener", link);
    if (link.username || link.password) say("hides its host", link);
    const words = link.textContent.replace(/[\p{Cf}]/gu, "").normalize("NFKC");
    const named = words.match(address);
    if (named) {
      const written = named[0].trim().replace(/^[a-z]+:\/+/i, "").split(/[\/?#]/)[0];
      let host = "";
      try { host = new URL("https://" + written).host; } catch { host = ""; }
      const bare = (name) => name.replace(/^www\./, "");
      if (bare(host) !== bare(link.host)) say(`lies (${link.host})`, link);
    }
  }
  // A day of the page's own after a name of others: its letters still stand from left to right.
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const free = !node.parentElement.closest("textarea, script, style, [dir]");
    if (free && /[\u202d\u202e]/.test(node.data))
      say("turns letters round", node.data);
    for (const found of node.data.matchAll(/1 March 2025/g)) {
      const at = (place) => {
        const range = document.createRange();
        range.setStart(node, found.index + place);
        range.setEnd(node, found.index + place + 1);
        return range.getBoundingClientRect();
      };
      const [first, last] = [at(0), at(found[0].length - 1)];
      if (first.width && first.top === last.top && first.left >= last.left)
        say("turned", node.data);
    }
  }
  return [...new Set(wrong)];
}
"""
# Where the chat page and its library's tab show texts that others wrote.
OTHERS = (
    "#sources .md, #chat .message-content, #article-head .md, #article-text .md, "
    "#article-question .md, #article-notice .md, #add-told .md, #coverage .md, #shelf-count .md, "
    "#shelf-rows label span, #article-tellers label span"
)
OWN_IDS = [
    "source-",
    "question",
    "sources",
    "chat",
    "send",
    "stop",
    "library",
    "shelf-",
    "article-",
]


def wrongs(page: Page, others: str = OTHERS, ids: list[str] = OWN_IDS) -> list[str]:
    """Look at the page as it is now."""
    return list(page.evaluate(_LOOK, [others, ids]))


def too_wide(page: Page) -> list[str]:
    """Name what makes the page wider than a phone's screen."""
    page.set_viewport_size({"width": 390, "height": 800})
    return list(
        page.evaluate(
            """() => document.documentElement.scrollWidth <= document.documentElement.clientWidth
            ? [] : [...document.querySelectorAll("body *")]
              .filter((one) => one.getBoundingClientRect().right > innerWidth + 1)
              .map((one) => `${one.localName}#${one.id}.${one.className}`.slice(0, 100))"""
        )
    )
