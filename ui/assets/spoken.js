// What screen readers hear and by which names they find things; see also shelves.js. Gradio gives
// its parts neither, or draws them anew and drops what they were given.
{
  const set = (element, attributes) => {
    for (const [name, value] of Object.entries(attributes))
      if (element && element.getAttribute(name) !== value) element.setAttribute(name, value);
  };
  const mend = (selector, attributes) =>
    document.querySelectorAll(selector).forEach((element) => set(element, attributes));

  const name = () => {
    // The phases of an answer are said, not each of its words.
    mend("#chat [role=log]", { "aria-live": "off", "aria-label": "Conversation" });
    // Gradio names them by their Markdown.
    mend("#chat [data-testid=user]", { role: "group", "aria-label": "Question" });
    mend("#chat [data-testid=bot]", { role: "group", "aria-label": "Answer" });
    // A list may not hold buttons.
    mend("#chat .examples", { role: "group", "aria-label": "Questions to begin with" });
    // It goes as soon as the end is in view, from under the cursor.
    mend("#chat .scroll-down-button-container button", { tabindex: "-1" });
    mend("#sources", { role: "region", "aria-label": "Sources", tabindex: "0" });
  };

  // Regions that are there before there is anything to say; a region that appears with its words is
  // not read out everywhere.
  const regions = {};
  for (const [kind, role] of [["polite", "status"], ["urgent", "alert"]]) {
    regions[kind] = document.createElement("div");
    set(regions[kind], { role, class: "unseen", id: `said-${kind}` });
  }
  const say = () => {
    for (const [kind, region] of Object.entries(regions)) {
      const words = document.querySelector(`#announced .${kind}`)?.textContent.trim() ?? "";
      if (region.textContent !== words) region.textContent = words;
    }
  };

  const place = () => document.body.append(...Object.values(regions));
  if (document.body) place();
  else document.addEventListener("DOMContentLoaded", place);
  new MutationObserver(() => {
    name();
    say();
  }).observe(document, {
    childList: true,
    subtree: true,
    characterData: true,
    attributeFilter: ["aria-label"],
  });
}
