// A number in an answer shows what it quotes: at the mouse, at the keyboard's focus or at a tap.
// A click leads to the source, and so does a second tap.
(() => {
  const MARKER = '#chat a[href^="#source-"]';
  const EDGE = 8, GAP = 6, LINGER_MS = 250;
  const box = document.createElement("div");
  box.id = "quoted";
  box.role = "tooltip";
  box.hidden = true;
  let marker = null; // the one whose quote is shown
  let place = 0; // which of all markers it is
  let touched = false; // whether what happens now began with a finger
  let leaving = 0;

  const markers = () => [...document.querySelectorAll(MARKER)];
  const markerAt = (target) => (target instanceof Element ? target.closest(MARKER) : null);
  const sourceOf = (link) => document.getElementById(link.getAttribute("href").slice(1));

  const line = (name, text) => {
    const part = document.createElement("p");
    part.className = name;
    part.dir = "auto";
    part.textContent = text;
    return part;
  };

  const show = (link) => {
    clearTimeout(leaving);
    if (link === marker) return;
    hide();
    const source = sourceOf(link);
    const read = (part) => source?.querySelector(part)?.textContent.trim() ?? "";
    if (!read("mark")) return;
    box.replaceChildren(
      line("quote", read("mark")),
      line("title", read("strong")),
      line("byline", read(".byline")),
    );
    if (touched) box.append(line("hint", "Tap the number again to go to the source."));
    if (!box.isConnected) document.body.append(box);
    [marker, place] = [link, markers().indexOf(link)];
    link.setAttribute("aria-describedby", box.id);
    box.hidden = false;
    box.scrollTop = 0;
    settle();
  };

  const hide = () => {
    clearTimeout(leaving);
    marker?.removeAttribute("aria-describedby");
    marker = null;
    box.hidden = true;
  };

  // Below its number, above where there is more room, and always on the screen.
  const settle = () => {
    const at = marker.getClientRects()[0];
    const { clientWidth: width, clientHeight: height } = document.documentElement;
    if (!at || at.bottom < 0 || at.top > height) return hide();
    const within = (value, most) => Math.max(EDGE, Math.min(value, most - EDGE));
    const below = at.bottom + GAP;
    const above = at.top - GAP - box.offsetHeight;
    const fits = below + box.offsetHeight <= height - EDGE || at.top < height - at.bottom;
    box.style.left = `${within(at.left, width - box.offsetWidth)}px`;
    box.style.top = `${within(fits ? below : above, height - box.offsetHeight)}px`;
  };

  document.addEventListener("pointerdown", (event) => {
    touched = event.pointerType === "touch";
    if (marker && markerAt(event.target) !== marker && !box.contains(event.target)) hide();
  });
  document.addEventListener("pointerover", (event) => {
    if (event.pointerType === "touch") return;
    const link = markerAt(event.target);
    if (link) show(link);
    else if (box.contains(event.target)) clearTimeout(leaving);
    else if (marker && marker !== document.activeElement) {
      clearTimeout(leaving);
      // Time to get from the number to its quote.
      leaving = setTimeout(hide, LINGER_MS);
    }
  });
  document.addEventListener("focusin", (event) => {
    const link = markerAt(event.target);
    if (link && link.matches(":focus-visible") && !touched) show(link);
    else if (!link && marker) hide();
  });
  document.addEventListener("focusout", (event) => {
    if (event.target === marker) hide();
  });
  document.addEventListener("click", (event) => {
    const link = markerAt(event.target);
    if (!link) return;
    if (touched && link !== marker) {
      event.preventDefault();
      show(link);
      return;
    }
    hide();
    // So that those who cannot see go on reading there.
    sourceOf(link)?.setAttribute("tabindex", "-1");
  });
  // Before anybody else: what Escape closes first is what lies on top.
  window.addEventListener(
    "keydown",
    (event) => {
      touched = false;
      if (event.key !== "Escape" || !marker) return;
      event.stopImmediatePropagation();
      hide();
    },
    true,
  );
  addEventListener("scroll", (event) => marker && event.target !== box && settle(), true);
  addEventListener("resize", () => marker && settle());
  // A growing answer is drawn anew with every word: its numbers are others then, at their places.
  new MutationObserver(() => {
    if (!marker || marker.isConnected) return;
    const [href, next] = [marker.getAttribute("href"), markers()[place]];
    hide();
    if (next?.getAttribute("href") === href) show(next);
  }).observe(document, { childList: true, subtree: true });
})();
