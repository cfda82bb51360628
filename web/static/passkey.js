// Asks the browser for a passkey, a new one or a known one, as the form says, and sends the answer with the form.
// Web Authentication; the bytes are turned by hand, for older phones lack parseCreationOptionsFromJSON and toJSON.

const form = document.querySelector("form[data-passkey]");

form.addEventListener("submit", (event) => {
  event.preventDefault();
  ask();
});
ask();

async function ask() {
  const failed = document.getElementById("passkey-failed");
  failed.hidden = true;
  try {
    form.elements.answer.value = JSON.stringify(written(await answer(JSON.parse(form.dataset.passkey))));
    form.submit();
  } catch {
    form.removeAttribute("aria-busy");
    failed.hidden = false; // the person said no, has no passkey here, or the browser knows none
  }
}

function answer(options) {
  const known = (list) => (list ?? []).map((each) => ({ ...each, id: bytes(each.id) }));
  const publicKey = { ...options, challenge: bytes(options.challenge) };
  if (!options.user) {
    return navigator.credentials.get({ publicKey: { ...publicKey, allowCredentials: known(options.allowCredentials) } });
  }
  publicKey.user = { ...options.user, id: bytes(options.user.id) };
  publicKey.excludeCredentials = known(options.excludeCredentials);
  return navigator.credentials.create({ publicKey });
}

function written(credential) {
  const response = {};
  for (const part of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[part]) response[part] = text(credential.response[part]);
  }
  const { id, type } = credential;
  return { id, rawId: id, type, response, clientExtensionResults: credential.getClientExtensionResults() };
}

function bytes(text) {
  return Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
}

function text(buffer) {
  const letters = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(letters).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");
}
