// The clock of the demonstration: kept up to date, and set without leaving the page.
"use strict";

(() => {
  const form = document.querySelector("form[data-demo]");
  if (!form || !window.fetch) return;
  const state = form.querySelector("[data-demo-state]");
  const SECONDS = 3;

  async function show(answer) {
    if (!answer.ok) return;
    const shown = await answer.text();
    if (state) state.innerHTML = shown;
    for (const button of form.querySelectorAll("[name=speed]")) {
      if (button.value === answer.headers.get("Panah-Speed")) button.setAttribute("aria-current", "true");
      else button.removeAttribute("aria-current");
    }
  }

  async function look() {
    // An open form keeps the clock slow, also for whoever reads it for long.
    const isForm = document.querySelector("[data-demo-form]");
    try {
      await show(await fetch(form.dataset.demo + (isForm ? "?form=1" : "")));
    } catch { /* the server is away: the page says so in its own place */ }
    setTimeout(look, 1000 * SECONDS);
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const body = new URLSearchParams(new FormData(form, event.submitter));
    fetch(form.action, { method: "POST", body, headers: { "Panah-Part": "1" } }).then(show);
  });

  for (const lines of document.querySelectorAll("[data-copy]")) {
    lines.addEventListener("focus", () => lines.select());
  }
  setTimeout(look, 1000 * SECONDS);
})();
