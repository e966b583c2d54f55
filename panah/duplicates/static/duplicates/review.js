// The three judgements by their keys, when nobody is typing.
document.addEventListener("keydown", (event) => {
  if (event.target.matches("input, textarea") || event.ctrlKey || event.altKey || event.metaKey) return;
  document.querySelector(`button[aria-keyshortcuts="${CSS.escape(event.key)}"]`)?.click();
});
