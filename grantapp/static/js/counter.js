// Shows how much of a limit is left. Counts as the server does: NFC, a line break is one, words or characters.
// White space as the server sees it (str.split), which is not quite \s.
const WORD = /[^\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/g;

export function count(text, unit) {
  const plain = text.normalize("NFC").replace(/\r\n?/g, "\n");
  if (unit === "words") return (plain.match(WORD) || []).length;
  return [...plain].length;
}

export function sentence(left, words) {
  const over = left < 0;
  const number = Math.abs(left);
  const template = number === 1 ? (over ? words.overOne : words.leftOne) : over ? words.over : words.left;
  return template.replace("{n}", String(number));
}

function show(line, field) {
  const left = Number(line.dataset.limit) - count(field.value, line.dataset.unit);
  line.textContent = sentence(left, line.dataset);
  line.classList.toggle("counter-over", left < 0);
}

if (typeof document !== "undefined") {
  for (const line of document.querySelectorAll("[data-counter-for]")) {
    const field = document.getElementById(line.dataset.counterFor);
    if (!field) continue;
    const spoken = document.createElement("span");
    spoken.className = "visually-hidden";
    spoken.setAttribute("aria-live", "polite");
    line.after(spoken);
    let pause;
    show(line, field);
    field.addEventListener("input", () => {
      show(line, field);
      clearTimeout(pause);
      pause = setTimeout(() => { spoken.textContent = line.textContent; }, 1500);
    });
  }
}
