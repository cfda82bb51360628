// Asks the browser for a passkey, a new one or a known one, as the form says, and sends the answer with the form.
// Web Authentication; the bytes are turned by hand, for older phones lack parseCreationOptionsFromJSON and toJSON.

const form = document.querySelector("form[data-passkey]");
form?.addEventListener("submit", (event) => {
  event.preventDefault();
  ask();
});
if (form) ask();

async function ask() {
  const failed = document.getElementById("passkey-failed");
  failed.hidden = true;
  try {
    send(form, await answer(JSON.parse(form.dataset.passkey)));
  } catch {
    form.removeAttribute("aria-busy");
    failed.hidden = false; // the person said no, has no passkey here, or the browser knows none
  }
}

// On the sign-in page: a browser that can shows the passkeys it has where the e-mail address is typed.
const offering = document.querySelector("form[data-passkey-offer]");
if (offering) offer();

async function offer() {
  if (!(await window.PublicKeyCredential?.isConditionalMediationAvailable?.())) return;
  const waiting = new AbortController();
  setTimeout(() => (waiting.abort(), offer()), 9 * 60_000); // the server forgets what it asked after ten minutes
  try {
    const asked = await fetch(offering.dataset.passkeyOffer, { method: "POST" });
    const chosen = await answer(await asked.json(), { mediation: "conditional", signal: waiting.signal });
    offering.action = offering.dataset.passkeyAnswer;
    send(offering, chosen);
  } catch {
    // refused, offline, or none was chosen: the page is as it was, with the password and the button
  }
}

function send(form, credential) {
  form.elements.answer.value = JSON.stringify(written(credential));
  form.submit();
}

function answer(options, how = {}) {
  const known = (list) => (list ?? []).map((each) => ({ ...each, id: bytes(each.id) }));
  const publicKey = { ...options, challenge: bytes(options.challenge) };
  if (!options.user) {
    publicKey.allowCredentials = known(options.allowCredentials);
    return navigator.credentials.get({ publicKey, ...how });
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
