// Makes and uses passkeys. Without this module, or without a device that knows them, the code from the app does.
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

async function post(form, url, body) {
  const headers = { "Content-Type": "application/json", Accept: "application/json" };
  headers["X-CSRFToken"] = form.querySelector("[name=csrf_token]").value;
  const answer = await fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
  return { ok: answer.ok, body: await answer.json() };
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

// Shows a page that the answer brought along, because it may be seen this once only.
function show(html) {
  const fresh = new DOMParser().parseFromString(html, "text/html");
  document.title = fresh.title;
  document.querySelector("main").replaceWith(fresh.querySelector("main"));
  document.querySelector("h1").scrollIntoView();
}

async function go(form) {
  const said = form.querySelector("[data-passkey-said]");
  said.textContent = "";
  try {
    const asked = await post(form, form.dataset.options, {});
    if (!asked.ok) throw new Error(asked.body.sentence);
    const credential = await (form.dataset.passkey === "make" ? make(asked.body) : sign(asked.body));
    const name = form.querySelector("[name=name]")?.value;
    const answer = await post(form, form.action, { credential, name });
    if (!answer.ok) throw new Error(answer.body.sentence);
    if (answer.body.page) show(answer.body.page);
    else window.location.assign(answer.body.next);
  } catch (problem) {
    said.textContent = problem.name === "Error" && problem.message ? problem.message : form.dataset.failed;
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
