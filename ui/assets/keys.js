// The keyboard. Whatever is open elsewhere takes its own keys first and says so by preventDefault;
// these are heard last. keyboard.py lists them for people.
{
  const at = (id) => document.getElementById(id);
  const box = () => at("question")?.querySelector("textarea");
  const seen = (element) => Boolean(element?.checkVisibility());
  const NO_TEXT = ["button", "checkbox", "file", "radio", "range", "reset", "submit"];
  const isTyping = (element) =>
    element.isContentEditable ||
    (element.matches("input, select, textarea") && !NO_TEXT.includes(element.type));

  // Put the cursor into the question's box, in whatever tab that is.
  const toQuestion = (tries = 10) => {
    const panel = box()?.closest("[role=tabpanel]");
    if (seen(box())) box().focus();
    else if (panel && tries) {
      document.querySelector(`[role=tab][aria-controls="${CSS.escape(panel.id)}"]`)?.click();
      requestAnimationFrame(() => toQuestion(tries - 1));
    }
  };

  // Stop what runs, else fold up what is open around the cursor.
  const escape = (event) => {
    // Browsers close these by themselves; a list of choices under a field closes itself.
    if (document.querySelector("dialog[open], :popover-open")) return;
    if (event.target.closest("[role=combobox]")) return;
    const stop = at("stop");
    const open = event.target.closest("details[open]") ?? at("keys")?.querySelector("[open]");
    if (seen(stop) && !stop.disabled) stop.click();
    else if (open) {
      open.open = false;
      if (open.contains(event.target)) open.querySelector("summary").focus();
    } else return;
    event.preventDefault();
  };

  // Up and down in an empty box go through what was asked; a text of one's own is never replaced.
  let back = 0;
  const recall = (event) => {
    const asked = [...document.querySelectorAll("#chat [data-testid=user]")];
    const text = (number) => (number ? asked.at(-number)?.textContent.trim() : "");
    const field = event.target;
    if (!field.value) back = 0;
    if (field.value !== text(back)) return;
    const next = back + (event.key === "ArrowUp" ? 1 : -1);
    if (next < 0 || next > asked.length) return;
    back = next;
    field.value = text(back);
    field.dispatchEvent(new Event("input", { bubbles: true }));
    event.preventDefault();
  };

  window.addEventListener("keydown", (event) => {
    const { key, ctrlKey, metaKey, shiftKey, altKey, target } = event;
    if (event.defaultPrevented || event.isComposing || altKey) return;
    const command = ctrlKey || metaKey;
    const here = target === box();
    const leads = command ? key.toLowerCase() === "k" : key === "/";
    if (key === "Escape") escape(event);
    else if (here && key === "Enter" && command) {
      event.preventDefault();
      at("send").click();
    } else if (here && !command && !shiftKey && ["ArrowUp", "ArrowDown"].includes(key))
      recall(event);
    else if (leads && !isTyping(target) && box()) {
      event.preventDefault();
      toQuestion();
    }
  });

  // A button that goes grey under the cursor would leave it nowhere: it goes to the question. Not
  // after a tap, where that would bring up a keyboard over the answer.
  let tapped = false;
  window.addEventListener("pointerdown", (event) => (tapped = event.pointerType === "touch"), true);
  window.addEventListener("keydown", () => (tapped = false), true);
  new MutationObserver((changes) => {
    for (const { target } of changes)
      if (target.disabled && target === document.activeElement && !tapped && seen(box()))
        box().focus();
  }).observe(document, { subtree: true, attributeFilter: ["disabled"] });

  // Not in keys.css: what stands there under @media, Gradio confines to the middle of its page.
  const still = document.createElement("style");
  still.textContent = `@media (prefers-reduced-motion: reduce) { *, ::before, ::after {
    animation-duration: 0.01ms !important; animation-iteration-count: 1 !important;
    transition-duration: 0.01ms !important; scroll-behavior: auto !important; } }`;
  document.head.append(still);

  const skip = document.createElement("a");
  skip.id = "skip";
  skip.href = "#question";
  skip.textContent = "Skip to the question";
  // Not by the address: what it names there is the source that is looked at.
  skip.addEventListener("click", (event) => {
    event.preventDefault();
    toQuestion();
  });
  const place = () => document.body.prepend(skip);
  if (document.body) place();
  else document.addEventListener("DOMContentLoaded", place);
}
