// Tells the server that somebody is at work in this section, and shows who else is. Quiet while the page rests.
const PAUSE = 45000;
const REST = 120000;

function watch(notice) {
  const form = document.getElementById(notice.dataset.for);
  const words = notice.querySelector("[data-presence-words]");
  let active = Date.now();
  for (const kind of ["pointerdown", "keydown", "input"]) document.addEventListener(kind, () => { active = Date.now(); }, { passive: true });

  function said(more) {
    const body = new FormData();
    const token = form?.elements.csrf_token || document.querySelector("[name=csrf_token]");
    for (const [name, value] of Object.entries({ csrf_token: token.value, ...more })) body.set(name, value);
    return body;
  }

  async function beat() {
    if (document.hidden || Date.now() - active > REST) return;
    try {
      const answer = await fetch(notice.dataset.beat, { method: "POST", body: said({}), credentials: "same-origin", redirect: "manual", headers: { Accept: "application/json" } });
      if (!answer.ok) return;
      const told = (await answer.json()).words || "";
      if (words.textContent !== told) words.textContent = told;
      notice.hidden = !told;
    } catch { /* offline: the save state says so */ }
  }
  addEventListener("pagehide", () => navigator.sendBeacon(notice.dataset.beat, said({ gone: "yes" })));
  addEventListener("pageshow", (event) => { if (event.persisted) beat(); });
  beat();
  setInterval(beat, PAUSE);
}

for (const notice of document.querySelectorAll("[data-presence][data-beat]")) watch(notice);
