// Tells the server that somebody is at work in this section, and shows who else is. Quiet while the page rests.
const PAUSE = 45000;
const REST = 120000;

function watch(notice) {
  const form = document.getElementById(notice.dataset.for);
  const words = notice.querySelector("[data-presence-words]");
  let active = Date.now();
  for (const kind of ["pointerdown", "keydown", "input"]) document.addEventListener(kind, () => { active = Date.now(); }, { passive: true });

  async function beat() {
    if (document.hidden || Date.now() - active > REST) return;
    const body = new FormData();
    body.set("csrf_token", form?.elements.csrf_token?.value || "");
    try {
      const answer = await fetch(notice.dataset.beat, { method: "POST", body, credentials: "same-origin", redirect: "manual", headers: { Accept: "application/json" } });
      if (!answer.ok) return;
      const said = (await answer.json()).words || "";
      if (words.textContent !== said) words.textContent = said;
      notice.hidden = !said;
    } catch { /* offline: the save state says so */ }
  }
  beat();
  setInterval(beat, PAUSE);
}

for (const notice of document.querySelectorAll("[data-presence][data-beat]")) watch(notice);
