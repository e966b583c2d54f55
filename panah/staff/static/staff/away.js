// Closes the page of whoever is away, so that nothing stays on the screen: the server counts, this
// looks. Whoever types or moves the pointer is here, in every tab.
"use strict";

(() => {
  const { here, leave } = document.currentScript.dataset;
  const TELL_EVERY = 60000;
  let told = Date.now();
  let timer = 0;

  async function ask(active) {
    try {
      const answer = await fetch(active ? `${here}?active=1` : here, { cache: "no-store" });
      if (!answer.ok) return wait(60);
      const left = Number(await answer.text());
      if (left > 0) return wait(left + 1);
      location.replace(`${leave}?next=${encodeURIComponent(location.pathname)}`);
    } catch {
      wait(15); // no network: the server will say it when it is back
    }
  }

  function wait(seconds) {
    clearTimeout(timer);
    timer = setTimeout(ask, Math.min(seconds, 900) * 1000, false);
  }

  function act() {
    if (Date.now() - told < TELL_EVERY) return;
    told = Date.now();
    ask(true);
  }

  for (const sign of ["keydown", "pointerdown", "pointermove", "scroll"]) {
    addEventListener(sign, act, { passive: true });
  }
  document.addEventListener("visibilitychange", () => document.hidden || ask(false));
  wait(900);
})();
