// Keeps the live part of a page up to date: phone, door and wall. Without it, a link does the same.
"use strict";

(() => {
  const live = document.querySelector("[data-live]");
  if (!live || !window.fetch) return;
  const offline = document.querySelector("[data-offline]");
  let tag = live.dataset.tag ? `"${live.dataset.tag}"` : "";
  let timer = 0;

  const parts = (root) => root.querySelectorAll("[data-part]");

  function show(html) {
    const fresh = new DOMParser().parseFromString(html, "text/html").querySelector("[data-live]");
    if (!fresh) return;
    // Another state has other buttons: the whole page says it better than a part of it.
    if (fresh.dataset.state !== live.dataset.state) return location.reload();
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
      if (offline) offline.hidden = true;
    } catch {
      if (offline) offline.hidden = false;
    }
    timer = setTimeout(look, 1000 * (Number(live.dataset.every) || 30));
  }

  timer = setTimeout(look, 1000 * (Number(live.dataset.every) || 30));
  document.addEventListener("visibilitychange", () => document.hidden || look());
})();
