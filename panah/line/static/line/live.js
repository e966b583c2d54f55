// Keeps the live part of a page up to date: phone, door and wall. Without it, a link does the same.
"use strict";

(() => {
  let live = document.querySelector("[data-live]");
  if (!live || !window.fetch) return;
  let tag = live.dataset.tag ? `"${live.dataset.tag}"` : "";
  let timer = 0;

  const parts = (root) => root.querySelectorAll("[data-part]");

  function offline(is) {
    const note = document.querySelector("[data-offline]");
    if (note) note.hidden = !is;
  }

  // Another state has another name and other buttons. All of it is in the answer: where the network
  // is bad, whoever is called reads it without asking once more.
  function showWhole(page, fresh) {
    const forms = page.querySelectorAll("form");
    const token = document.querySelector("[name=csrfmiddlewaretoken]");
    if (!page.title || (forms.length && !token)) return location.reload();
    for (const form of forms) form.prepend(token.cloneNode());
    document.title = page.title;
    live.parentElement.replaceChildren(...page.body.childNodes);
    live = fresh;
    const head = live.querySelector("h1");
    if (!head) return;
    head.tabIndex = -1; // a screen reader goes on reading here, and the page begins at its top
    Object.assign(head.style, { outline: "none", boxShadow: "none" }); // it is nothing to press
    head.focus();
  }

  function show(html) {
    const page = new DOMParser().parseFromString(html, "text/html");
    const fresh = page.querySelector("[data-live]");
    if (!fresh) return;
    if (fresh.dataset.state !== live.dataset.state) return showWhole(page, fresh);
    if (fresh.dataset.every) live.dataset.every = fresh.dataset.every;
    for (const part of parts(fresh)) {
      const shown = document.querySelector(`[data-part="${part.dataset.part}"]`);
      if (shown && shown.innerHTML.trim() !== part.innerHTML.trim()) shown.innerHTML = part.innerHTML;
    }
  }

  async function look() {
    clearTimeout(timer);
    try {
      const headers = tag ? { "If-None-Match": tag } : {};
      const answer = await fetch(live.dataset.live, { headers, credentials: "same-origin" });
      if (answer.ok) {
        tag = answer.headers.get("ETag") || "";
        show(await answer.text());
      } else if (answer.status !== 304) throw new Error(answer.status);
      for (const clock of document.querySelectorAll("[data-clock]")) {
        clock.textContent = answer.headers.get("Panah-Clock") || clock.textContent;
      }
      live.dataset.every = answer.headers.get("Panah-Next") || live.dataset.every;
      offline(false);
    } catch {
      offline(true);
    }
    timer = setTimeout(look, 1000 * (Number(live.dataset.every) || 30));
  }

  timer = setTimeout(look, 1000 * (Number(live.dataset.every) || 30));
  document.addEventListener("visibilitychange", () => document.hidden || look());
})();
