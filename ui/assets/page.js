// A new question's passages stand on top of the panel beside the chat: bring them into view.
let turns = 0;
new MutationObserver(() => {
  const panel = document.getElementById("sources");
  const now = panel ? panel.querySelectorAll(".turn").length : 0;
  if (now > turns) panel.scrollTop = 0;
  turns = now;
}).observe(document, { childList: true, subtree: true });
