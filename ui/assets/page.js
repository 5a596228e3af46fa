// A new question's passages stand on top of the panel beside the chat: bring them into view.
let turns = 0;
// The answer that the page's address names is looked for once.
let wanted = Number(new URLSearchParams(location.search).get("a")) || 0;
const phone = matchMedia("(max-width: 48rem)");
let narrow = phone.matches;
// On a phone the conversations would cover the chat: they are closed at first.
function closeSide() {
  const toggle = document.querySelector("#past.open .toggle-button");
  if (!toggle) return;
  toggle.click();
  // A click that comes before Gradio listens is lost. Once it is closed, who opens it wants it open.
  requestAnimationFrame(() => {
    if (document.querySelector("#past.open")) setTimeout(closeSide, 100);
  });
}
phone.addEventListener("change", (now) => { if (now.matches) closeSide(); });
new MutationObserver(() => {
  if (narrow && document.querySelector("#past.open")) { narrow = false; closeSide(); }
  const panel = document.getElementById("sources");
  const now = panel ? panel.querySelectorAll(".turn").length : 0;
  if (now > turns) panel.scrollTop = 0;
  turns = now;
  const answers = document.querySelectorAll("#chat [data-testid=bot]");
  if (wanted && answers.length >= wanted) {
    const answer = answers[wanted - 1];
    wanted = 0;
    // The chat scrolls to its end by itself, some time after it is filled.
    const again = [100, 400, 900, 1600].map((wait) =>
      setTimeout(() => answer.scrollIntoView({ block: "start" }), wait));
    for (const moved of ["wheel", "pointerdown", "keydown"])
      addEventListener(moved, () => again.forEach(clearTimeout), { once: true });
  }
  // So that a page that is loaded anew shows the same conversation.
  const open = document.getElementById("this-conversation");
  const address = open ? open.getAttribute("href")
    : document.getElementById("nothing-open") ? "/" : null;
  if (address && !(location.pathname + location.search).startsWith(address + "&") &&
      location.pathname + location.search !== address)
    history.replaceState(history.state, "", address);
}).observe(document, { childList: true, subtree: true });
// Links within the page are relative to Gradio's base, which is not where a conversation stands.
document.addEventListener("click", (event) => {
  const link = event.target.closest('a[href^="#"]');
  if (!link || event.defaultPrevented) return;
  event.preventDefault();
  location.hash = link.getAttribute("href");
  // Also where the hash was the same before.
  document.getElementById(location.hash.slice(1))?.scrollIntoView();
});
