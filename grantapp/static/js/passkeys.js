// Makes and uses passkeys. Without this module, or without a device that knows them, the code from the app does.
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

async function ask(form) {
  const headers = { Accept: "application/json", "X-CSRFToken": form.querySelector("[name=csrf_token]").value };
  const answer = await fetch(form.dataset.options, { method: "POST", headers });
  if (!answer.ok) throw new Error(answer.statusText);
  return answer.json();
}

function listed(descriptors = []) {
  return descriptors.map((one) => ({ ...one, id: bytes(one.id) }));
}

async function make(options) {
  options.challenge = bytes(options.challenge);
  options.user.id = bytes(options.user.id);
  options.excludeCredentials = listed(options.excludeCredentials);
  const made = await navigator.credentials.create({ publicKey: options });
  const response = {
    clientDataJSON: text(made.response.clientDataJSON),
    attestationObject: text(made.response.attestationObject),
  };
  return { id: made.id, rawId: text(made.rawId), type: made.type, response };
}

async function sign(options) {
  options.challenge = bytes(options.challenge);
  options.allowCredentials = listed(options.allowCredentials);
  const signed = await navigator.credentials.get({ publicKey: options });
  const response = {
    clientDataJSON: text(signed.response.clientDataJSON),
    authenticatorData: text(signed.response.authenticatorData),
    signature: text(signed.response.signature),
    userHandle: signed.response.userHandle ? text(signed.response.userHandle) : null,
  };
  return { id: signed.id, rawId: text(signed.rawId), type: signed.type, response };
}

async function go(form) {
  const said = form.querySelector("[data-passkey-said]");
  said.textContent = "";
  try {
    const options = await ask(form);
    const credential = await (form.dataset.passkey === "make" ? make(options) : sign(options));
    form.elements.credential.value = JSON.stringify(credential);
    form.submit();
  } catch {
    said.textContent = form.dataset.failed;
  }
}

for (const form of document.querySelectorAll("[data-passkey]")) {
  if (!window.PublicKeyCredential) continue;
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    go(form);
  });
}
