// One calm bar at the top says how it stands with Dateline: that the model still loads, that it was
// restarted or cannot be reached, that a session has ended. The server is asked when the page opens
// or somebody comes back to it, while something passes, and after a request failed. Gradio's own
// messages give way to the bar, and so does its way of loading the page again under the hands of
// whoever reads it. What was typed is kept for this tab and this person, whatever loads it again.
(() => {
  const ask = window.fetch.bind(window);
  const KEPT = "dateline-question";
  const AGAIN_MS = { passing: 2000, lost: 3000, known: 20000 };
  const PATIENCE_MS = 10000;
  const SIGN_IN = "/sign-in?next=";
  let first = null;
  let broken = false;
  let leaving = false;
  let looking = false;
  let looked = 0;
  let timer = 0;

  const bar = document.createElement("div");
  bar.id = "state";
  bar.setAttribute("role", "status");
  const reload = { text: "Reload", run: () => location.reload() };
  const signIn = {
    text: "Sign in",
    run: () => location.assign(SIGN_IN + encodeURIComponent(location.pathname + location.search)),
  };

  const box = () => document.querySelector("#question textarea");
  const kept = () => (box()?.value.trim() ? " What you typed is kept." : "");

  // Commands stand in backticks; nothing of the text is markup.
  const inWords = (text) =>
    text.split("`").map((part, at) => {
      if (at % 2 === 0) return document.createTextNode(part);
      const code = document.createElement("code");
      code.textContent = part;
      return code;
    });

  const tell = (text, kind, action) => {
    const said = `${kind} ${text}`;
    if (bar.dataset.said === said) return;
    bar.dataset.said = said;
    bar.className = text ? kind : "";
    const words = document.createElement("span");
    words.append(...inWords(text));
    bar.replaceChildren(...(text ? [words] : []));
    if (!action) return;
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = action.text;
    button.addEventListener("click", action.run);
    bar.append(button);
  };

  const again = (ms) => {
    clearTimeout(timer);
    timer = setTimeout(look, ms);
  };

  const show = (state) => {
    first ??= state;
    if (state.run !== first.run)
      return tell(`Dateline was restarted.${kept()}`, "trouble", reload);
    if (broken) return tell(`The connection was interrupted.${kept()}`, "trouble", reload);
    tell(state.text, state.passing ? "passing" : "known");
    if (state.text) again(state.passing ? AGAIN_MS.passing : AGAIN_MS.known);
  };

  async function look() {
    if (leaving || looking) return;
    looking = true;
    looked = Date.now();
    clearTimeout(timer);
    try {
      const signal = AbortSignal.timeout(PATIENCE_MS);
      const answer = await ask("/state", { cache: "no-store", signal });
      if (answer.status === 401) tell(`You are signed out.${kept()}`, "trouble", signIn);
      else if (answer.ok) show(await answer.json());
      else {
        tell("Something went wrong in Dateline; its log says what.", "trouble");
        again(AGAIN_MS.known);
      }
    } catch (error) {
      if (leaving) return;
      // A browser lets many tabs wait for one another, too.
      const slow = error.name === "TimeoutError" && "does not answer now";
      const what = `Dateline ${slow || "cannot be reached"}. See that it still runs`;
      tell(`${what}${slow ? ", or close other tabs of it" : ""}; this page tries again.`, "trouble");
      again(AGAIN_MS.lost);
    } finally {
      looking = false;
    }
  }

  window.fetch = async (what, how) => {
    const url = new URL(what instanceof Request ? what.url : what, location.href);
    if (url.origin !== location.origin) return ask(what, how);
    if (url.pathname.endsWith("/gradio_api/app_id")) {
      // Gradio asks it when its connection broke, and would load the page again.
      broken = true;
      look();
      throw new TypeError("the bar at the top offers to load the page again");
    }
    try {
      const answer = await ask(what, how);
      if (answer.status === 401) look();
      return answer;
    } catch (error) {
      if (error.name !== "AbortError") look();
      throw error;
    }
  };

  const keep = () => {
    const text = box()?.value ?? "";
    if (text.trim() && first)
      sessionStorage.setItem(KEPT, JSON.stringify({ text, person: first.person }));
  };

  const giveBack = (person) => {
    const typed = JSON.parse(sessionStorage.getItem(KEPT) ?? "null");
    sessionStorage.removeItem(KEPT);
    if (typed?.person !== person) return;
    const seen = new MutationObserver(fill);
    function fill() {
      const field = box();
      if (!field) return;
      seen.disconnect();
      if (field.value) return;
      field.value = typed.text;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
    seen.observe(document, { childList: true, subtree: true });
    fill();
  };

  addEventListener("pagehide", () => {
    keep();
    leaving = true;
  });
  addEventListener("pageshow", () => {
    leaving = false;
  });
  // Whoever comes back to the page learns at once what happened meanwhile.
  const comesBack = () => {
    if (!document.hidden && Date.now() - looked > AGAIN_MS.lost) look();
  };
  addEventListener("online", comesBack);
  addEventListener("focusin", comesBack);
  document.addEventListener("visibilitychange", comesBack);
  const start = async () => {
    document.body.prepend(bar);
    await look();
    if (first) giveBack(first.person);
  };
  // Gradio brings this script into the page when it has itself started.
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", start);
  else start();
})();
