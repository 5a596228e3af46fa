"use strict";
{
  const form = document.getElementById("filter");
  const rows = [...document.querySelectorAll("details.question")].map((element) => ({
    element,
    stage: element.dataset.stage,
    tags: JSON.parse(element.dataset.tags),
    text: [...element.querySelectorAll("summary, .said")]
      .map((part) => part.textContent).join(" ").toLowerCase(),
  }));
  const filter = () => {
    const { stage, tag, text } = form.elements;
    const words = text.value.toLowerCase().split(/\s+/).filter(Boolean);
    let left = 0;
    for (const row of rows) {
      const fits = (!stage.value || row.stage === stage.value)
        && (!tag || !tag.value || row.tags.includes(tag.value))
        && words.every((word) => row.text.includes(word));
      row.element.hidden = !fits;
      left += fits;
    }
    document.getElementById("left").textContent = `${left} of ${rows.length} shown`;
  };
  const open = () => {
    const id = decodeURIComponent(location.hash.slice(1));
    const row = document.getElementById(id);
    if (row && row.matches("details.question")) {
      row.hidden = false;
      row.open = true;
      row.scrollIntoView();
    }
  };
  form.addEventListener("input", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  for (const link of document.querySelectorAll("a[data-stage]")) {
    link.addEventListener("click", () => {
      form.elements.stage.value = link.dataset.stage;
      filter();
    });
  }
  addEventListener("hashchange", open);
  form.hidden = false;
  filter();
  open();
}
