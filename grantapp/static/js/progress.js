// Reads the page of a running job anew and puts the fresh part in place of the old one, until it is done or failed.
const PAUSE = 3000;
const LONGEST = 30000;

async function fresh(address) {
  const answer = await fetch(address, { credentials: "same-origin", headers: { Accept: "text/html" } });
  if (!answer.ok || answer.redirected) return null;
  return new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-job]");
}

function follow(pause) {
  const job = document.querySelector("[data-job-page]");
  if (!job) return;
  setTimeout(async () => {
    if (document.hidden) return follow(pause);
    let next = null;
    try { next = await fresh(job.dataset.jobPage); } catch { /* the next look may succeed; the button stays */ }
    if (next) put(job, next);
    return follow(next ? PAUSE : Math.min(pause * 2, LONGEST));
  }, pause);
}

// Only what changed is touched, so that a reader hears the new words and keeps the focus.
function put(job, next) {
  if (next.dataset.job !== job.dataset.job) return job.replaceWith(document.adoptNode(next));
  const words = job.querySelector(".job-words");
  const now = next.querySelector(".job-words");
  if (words.innerHTML !== now.innerHTML) words.replaceChildren(...now.childNodes);
}

follow(PAUSE);
