// The desk's keys, saving while somebody types, and reading lines as soon as they are whole.
// Every page works without this file: the keys then are buttons, and saving is what they do.
"use strict";

(() => {
  const SAVE_AFTER = 400;
  const SHAPES = ["44,44", "36,36", "30,30,30", "88", "72", "90"];
  const TEXT = "input:not([type=checkbox]):not([type=radio]), textarea, select";

  // The page of a number is the answer to calling it. Loaded again it is asked for, and not called
  // once more: the browser has nothing to warn of.
  if (document.getElementById("called")) history.replaceState(null, "", location.href);

  const form = document.querySelector("form[data-save], form[data-read]");
  let timer = 0;
  let sending = null;
  let reading = false;
  let waiting = [];

  // Keys. Letters by their place on the keyboard: the layout may be Cyrillic.
  function keyOf(event) {
    const letter = /^Key([A-Z])$/.exec(event.code);
    const digit = /^(?:Digit|Numpad)([0-9])$/.exec(event.code);
    if (event.metaKey || event.shiftKey) return "";
    if (event.ctrlKey && !event.altKey) return event.key === "Enter" ? "Control+Enter" : "";
    if (event.altKey && !event.ctrlKey) {
      if (letter) return "Alt+" + letter[1];
      return event.code === "Equal" || event.code === "NumpadAdd" ? "Alt+Plus" : "";
    }
    if (event.ctrlKey) return "";
    if (/^F[0-9]+$/.test(event.key)) return event.key;
    return digit && !event.target.matches(TEXT) ? digit[1] : "";
  }

  function press(key) {
    const element = document.querySelector(`[aria-keyshortcuts="${key}"]`);
    if (!element) return false;
    const list = element.closest("details:not([open])");
    if (list && element.tagName !== "SUMMARY") list.open = true;
    if (element.matches(TEXT) || element.type === "radio") element.focus();
    if (!element.matches(TEXT)) element.click();
    return true;
  }

  document.addEventListener("keydown", (event) => {
    const isField = event.target.matches("input:not([type=checkbox]):not([type=radio]), select");
    if (event.key === "Enter" && !event.ctrlKey && form && isField) event.preventDefault();
    const key = keyOf(event);
    if (!key || event.repeat) return;
    if (reading) {
      waiting.push(key);
      event.preventDefault();
    } else if (press(key)) event.preventDefault();
  });

  // The papers open in a tab of their own; whoever comes back is asked whether they came out.
  document.addEventListener("click", (event) => {
    if (!event.target.closest("a[target=_blank]")) return;
    document.querySelector('[aria-keyshortcuts="F9"]')?.focus();
  });

  if (!form) return;

  // Saving, and swapping in what the server says: each part replaces the one with its id.
  function swap(html) {
    const parts = document.createElement("template");
    parts.innerHTML = html;
    for (const part of [...parts.content.children]) {
      if (part.id) document.getElementById(part.id)?.replaceWith(part);
    }
  }

  function notSaved() {
    if (!form.dataset.save) return;
    const tag = document.createElement("span");
    tag.className = "tag look";
    tag.textContent = form.dataset.offline;
    document.getElementById("saved").replaceChildren(tag);
  }

  async function send(address) {
    clearTimeout(timer);
    timer = 0;
    const body = new URLSearchParams(new FormData(form));
    try {
      const answer = await fetch(address, { method: "POST", body, keepalive: true });
      if (!answer.ok || answer.redirected) return notSaved();
      swap(await answer.text());
      return true;
    } catch {
      return notSaved();
    }
  }

  function queue(address) {
    const after = sending || Promise.resolve();
    const mine = after.then(() => send(address)).finally(() => {
      if (sending === mine) sending = null;
    });
    sending = mine;
    return mine;
  }

  function saveSoon() {
    if (!form.dataset.save) return;
    clearTimeout(timer);
    timer = setTimeout(() => queue(form.dataset.save), SAVE_AFTER);
  }

  async function readLines() {
    if (reading) return;
    reading = true;
    const caret = document.activeElement.selectionStart;
    const isRead = await queue(form.dataset.read);
    reading = false;
    const next = isRead && document.querySelector("#interview [autofocus]");
    if (next) next.focus();
    if (next && next.tagName === "TEXTAREA") next.setSelectionRange(caret, caret);
    const keys = waiting;
    waiting = [];
    keys.forEach(press);
  }

  function isNew(zone) {
    const bare = (field) => field.value.replace(/\s/g, "");
    return bare(zone) !== bare(document.getElementById(zone.id + "_read"));
  }

  function isWhole(zone) {
    const lines = zone.value.split("\n").map((line) => line.replace(/\s/g, "").length);
    return SHAPES.includes(lines.filter(Boolean).join());
  }

  form.addEventListener("input", (event) => {
    const zone = event.target;
    const isZone = zone.matches("[id$=-zone]");
    const isPasted = event.inputType === "insertFromPaste";
    if (isZone && isNew(zone) && (isPasted || isWhole(zone))) readLines();
    else saveSoon();
  });

  form.addEventListener("change", (event) => {
    const zone = event.target;
    if (zone.matches("[id$=-zone]") && isNew(zone)) readLines();
    else if (form.dataset.save) queue(form.dataset.save);
  });

  // What is being sent arrives before the next page is asked for, so that it does not come late.
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    timer = 0;
    if (!sending) return;
    event.preventDefault();
    const submitter = event.submitter;
    sending.finally(() => setTimeout(() => form.requestSubmit(submitter)));
  });

  // Lines that came before this file did.
  const early = [...form.querySelectorAll("[id$=-zone]")].find((zone) => isNew(zone));
  if (early && isWhole(early)) readLines();

  addEventListener("beforeunload", () => {
    if (timer) send(form.dataset.save);
  });
})();
