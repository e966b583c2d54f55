// Brings the day up to date while somebody looks at it. Without this script a link does the same.
"use strict";

(() => {
  const live = document.querySelector("[data-live]");
  if (!live || !window.fetch) return;
  let tag = "";

  function show(html) {
    const fresh = new DOMParser().parseFromString(html, "text/html");
    const focused = document.activeElement && document.activeElement.id;
    for (const part of fresh.querySelectorAll("[data-part]")) {
      const shown = live.querySelector(`[data-part="${part.dataset.part}"]`);
      if (shown && shown.innerHTML !== part.innerHTML) shown.replaceChildren(...part.childNodes);
    }
    // Whoever was on a button that is still there stays on it.
    const again = focused && document.getElementById(focused);
    if (again && again !== document.activeElement) again.focus({ preventScroll: true });
  }

  async function look() {
    if (!document.hidden) {
      try {
        const headers = tag ? { "If-None-Match": tag } : {};
        const options = { headers, credentials: "same-origin", redirect: "error" };
        const answer = await fetch(live.dataset.live, options);
        if (answer.ok) {
          tag = answer.headers.get("ETag") || "";
          show(await answer.text());
        }
        for (const clock of document.querySelectorAll("[data-clock]")) {
          clock.textContent = answer.headers.get("Panah-Clock") || clock.textContent;
        }
      } catch {
        // The network is away: what is shown keeps its time, and the next round tries again.
      }
    }
    setTimeout(look, 1000 * (Number(live.dataset.every) || 15));
  }

  setTimeout(look, 1000 * (Number(live.dataset.every) || 15));
})();
