// Asks the browser for a passkey, or for a new one, and sends what it answers with the page's form.
// Without it, or where browsers offer no passkeys, the form stays hidden and the app's code works.
"use strict";

(() => {
  const form = document.querySelector("form[data-passkey]");
  if (!form || !window.PublicKeyCredential || !navigator.credentials) return;
  const failed = document.querySelector("[data-passkey-failed]");

  const bytes = (text) => {
    const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
  };
  const text = (buffer) => {
    const letters = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join("");
    return btoa(letters).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  };
  const keys = (list) => (list || []).map((key) => ({ ...key, id: bytes(key.id) }));

  async function create() {
    const asked = JSON.parse(form.dataset.options).publicKey;
    const made = await navigator.credentials.create({
      publicKey: {
        ...asked,
        challenge: bytes(asked.challenge),
        user: { ...asked.user, id: bytes(asked.user.id) },
        excludeCredentials: keys(asked.excludeCredentials),
      },
    });
    return written(made, { attestationObject: text(made.response.attestationObject) });
  }

  async function get() {
    const answer = await fetch(form.dataset.question, { method: "POST", body: new FormData(form) });
    if (!answer.ok) throw new Error(answer.status);
    const { options, state } = await answer.json();
    const asked = options.publicKey;
    const found = await navigator.credentials.get({
      publicKey: {
        ...asked,
        challenge: bytes(asked.challenge),
        allowCredentials: keys(asked.allowCredentials),
      },
    });
    form.elements.state.value = state;
    const said = found.response;
    return written(found, {
      authenticatorData: text(said.authenticatorData),
      signature: text(said.signature),
      userHandle: said.userHandle ? text(said.userHandle) : null,
    });
  }

  function written(credential, response) {
    const clientDataJSON = text(credential.response.clientDataJSON);
    return JSON.stringify({
      id: credential.id,
      rawId: text(credential.rawId),
      type: credential.type,
      clientExtensionResults: {},
      response: { clientDataJSON, ...response },
    });
  }

  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (failed) failed.hidden = true;
    try {
      form.elements.credential.value = await (form.dataset.passkey === "create" ? create() : get());
    } catch {
      if (failed) failed.hidden = false;
      return;
    }
    form.submit();
  });
})();
