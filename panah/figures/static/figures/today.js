// Brings the board up to date every ten seconds while somebody looks at it. Without this script
// the page has a link that does the same.
"use strict";

const EVERY = 10000;

async function refresh() {
  if (document.hidden) return;
  try {
    const answer = await fetch(location.href, { cache: "no-store", redirect: "error" });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const part of document.querySelectorAll("[data-live]")) {
      const fresh = page.getElementById(part.id);
      if (fresh && fresh.innerHTML !== part.innerHTML) part.replaceChildren(...fresh.childNodes);
    }
  } catch {
    // The network is away: what is shown keeps its time, and the next round tries again.
  }
}

setInterval(refresh, EVERY);
