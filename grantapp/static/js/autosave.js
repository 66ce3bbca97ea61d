// Saves a form while it is typed in. The form names its address (data-autosave), person and record; the answer is JSON
// {saved_at_text, versions: {input name: version}, clash_url}. Text that cannot be saved stays on this device and is retried.
import { forget, keep, kept } from "./kept_text.js";

const IDLE = 1500;
const RETRY = 15000;
const PATIENCE = 8000;
const LEFT_OUT = ["csrf_token"];

class Saver {
  constructor(form) {
    this.form = form;
    this.key = `kept:${form.dataset.person}:${form.dataset.record || form.dataset.autosave}`;
    this.state = document.querySelector(`[data-save-state][data-for="${form.id}"]`) || form.querySelector("[data-save-state]");
    this.changed = false;
    this.busy = false;
    this.stopped = false;
    form.addEventListener("input", () => this.note());
    form.addEventListener("focusout", () => this.save());
    form.addEventListener("submit", (event) => this.leave(event));
    window.addEventListener("online", () => this.save());
    document.addEventListener("visibilitychange", () => { if (document.hidden) this.save(); });
    this.restore();
  }

  note() {
    this.changed = true;
    keep(this.key, this.values());
    clearTimeout(this.idle);
    this.idle = setTimeout(() => this.save(), IDLE);
  }

  values() {
    const pairs = [...new FormData(this.form)];
    return pairs.filter(([name, value]) => typeof value === "string" && !LEFT_OUT.includes(name));
  }

  // Puts kept text back together with the version it was written against, so that what others saved since is found as a clash.
  restore() {
    const text = kept(this.key);
    if (!text) return;
    const fields = [...this.form.elements].filter((field) => field.name);
    const find = (name, types) => fields.find((field) => field.name === name && types.test(field.type));
    const lost = text.filter(([name, value]) => {
      const field = find(name, /^(text|textarea|email|url|tel|number|date|search|select-one)$/);
      return field && field.value !== value;
    });
    if (!lost.length) { forget(this.key); return; }
    for (const [name, value] of text) {
      const version = name.startsWith("version") && find(name, /^hidden$/);
      if (version) version.value = value;
    }
    for (const [name, value] of lost) {
      const field = find(name, /^(?!hidden)/);
      field.value = value;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
    this.say(this.state?.dataset.restored);
  }

  // What is on its way is answered first: the form then carries the newest versions and does not clash with itself.
  leave(event) {
    this.stopped = true;
    if (!this.busy || this.waited) { forget(this.key); return; }
    event.preventDefault();
    this.waited = true;
    const patience = new Promise((done) => { setTimeout(done, PATIENCE); });
    Promise.race([this.sending, patience]).then(() => {
      delete this.form.dataset.sent;
      this.form.requestSubmit(event.submitter);
    });
  }

  save() {
    if (!this.changed || this.busy || this.stopped) return this.sending;
    this.sending = this.attempt();
    return this.sending;
  }

  async attempt() {
    clearTimeout(this.idle);
    this.busy = true;
    this.changed = false;
    this.say(this.state?.dataset.saving);
    try {
      await this.send();
    } catch {
      this.later();
    }
    this.busy = false;
    if (this.changed && !this.stopped) this.note();
  }

  async send() {
    const body = new FormData(this.form);
    for (const [name, value] of [...body]) if (value instanceof File) body.delete(name);
    const answer = await fetch(this.form.dataset.autosave, {
      method: "POST", body, credentials: "same-origin", redirect: "manual", headers: { Accept: "application/json", "X-Requested-With": "fetch" },
    });
    if (answer.type === "opaqueredirect" || answer.status === 401) return this.halt("signedOut", "signIn", location.href);
    if (answer.status === 419) return this.halt("expired");
    const json = (answer.headers.get("Content-Type") || "").includes("json") ? await answer.json() : {};
    if (json.clash_url) return this.halt("clash", "seeClash", json.clash_url);
    this.mark(json.errors || {});
    if (answer.status === 422 || answer.status === 400 || answer.status === 403 || answer.status === 409) return this.say(this.state?.dataset.refused, "wrong");
    if (!answer.ok) throw new Error(String(answer.status));
    for (const [name, version] of Object.entries(json.versions || {})) {
      const field = this.form.elements[name];
      if (field) field.value = version;
    }
    if (!this.changed) forget(this.key);
    return this.say(json.saved_at_text, "saved");
  }

  // Puts what speaks against a text above its field; what no longer does goes.
  mark(errors) {
    for (const line of this.form.querySelectorAll("[data-error-of]")) {
      this.form.elements[line.dataset.errorOf]?.removeAttribute("aria-errormessage");
      this.form.elements[line.dataset.errorOf]?.removeAttribute("aria-invalid");
      line.remove();
    }
    for (const [name, sentences] of Object.entries(errors)) {
      const field = this.form.elements[name];
      const place = field instanceof HTMLElement && field.closest(".field");
      if (!place) continue;
      const line = document.createElement("div");
      line.className = "field-error";
      line.id = `${field.id}-refused`;
      line.dataset.errorOf = name;
      line.textContent = sentences.join(" ");
      place.prepend(line);
      field.setAttribute("aria-invalid", "true");
      field.setAttribute("aria-errormessage", line.id);
    }
  }

  later() {
    this.changed = true;
    this.say(this.state?.dataset.offline, "wrong");
    clearTimeout(this.again);
    this.again = setTimeout(() => this.save(), RETRY);
  }

  halt(sentence, link, href) {
    this.stopped = true;
    this.say(this.state?.dataset[sentence], "wrong");
    if (!link || !this.state) return;
    const anchor = document.createElement("a");
    anchor.href = href;
    anchor.textContent = this.state.dataset[link];
    if (link === "seeClash") anchor.addEventListener("click", (event) => this.sendWhole(event));
    this.state.querySelector("[data-save-text]").append(" ", anchor);
  }

  // The page that shows both texts is the answer to the form itself: only the form knows what was typed.
  sendWhole(event) {
    event.preventDefault();
    this.form.requestSubmit();
  }

  say(text, kind = "") {
    if (!this.state || !text) return;
    this.state.querySelector("[data-save-text]").textContent = text;
    this.state.classList.toggle("save-state-saved", kind === "saved");
    this.state.classList.toggle("save-state-wrong", kind === "wrong");
  }
}

for (const form of document.querySelectorAll("form[data-autosave]")) new Saver(form);
