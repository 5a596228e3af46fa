// The library's tab: bring an article that was just opened into view, and let screen readers say
// what changed. Counts while something is added are not read out, its report is. Gradio gives every
// radio button a group of its own; in one group the arrow keys go from one to the next.
let openedTitle = "";
new MutationObserver(() => {
  const at = (id) => document.getElementById(id);
  const title = at("article-head")?.textContent ?? "";
  if (title !== openedTitle && title) {
    const column = at("shelf-article");
    column.scrollTop = 0;
    if (column.getBoundingClientRect().top < 0) column.scrollIntoView({ block: "start" });
  }
  openedTitle = title;
  for (const id of ["shelf-rows", "article-tellers", "shelf-kind", "settings-length"]) {
    const label = at(id)?.querySelector("[data-testid=block-info]");
    if (label && !at(id).hasAttribute("aria-label"))
      at(id).setAttribute("aria-label", label.textContent.trim());
    for (const button of at(id)?.querySelectorAll("input[type=radio]") ?? [])
      if (button.name !== id) button.name = id;
  }
  const adding = at("add-stop") && !at("add-stop").disabled;
  const live = { "shelf-count": "polite", "article-notice": "polite", "settings-told": "polite" };
  live["add-told"] = adding ? "off" : "polite";
  for (const [id, how] of Object.entries(live))
    if (at(id) && at(id).getAttribute("aria-live") !== how) at(id).setAttribute("aria-live", how);
}).observe(document, { childList: true, subtree: true, characterData: true });
