// Prints or copies what is shown once. Without it, the browser's own menu does the same.
"use strict";

(() => {
  const kept = document.querySelector("[data-keep]");
  if (!kept) return;
  for (const button of document.querySelectorAll("[data-do]")) {
    const copies = button.dataset.do === "copy";
    if (copies && !navigator.clipboard) continue;
    button.hidden = false;
    button.addEventListener("click", async () => {
      if (!copies) return window.print();
      const lines = kept.querySelectorAll("li");
      const words = lines.length ? Array.from(lines, (line) => line.textContent.trim()) : [kept.textContent.trim()];
      await navigator.clipboard.writeText(words.join("\n"));
      button.textContent = button.dataset.done;
    });
  }
})();
