// Keeps the total of a score form true while it is filled in: the weighted mean of what is scored; n/a is absent, never zero.
const form = document.querySelector("form[data-scores]");

function scored() {
  return [...form.querySelectorAll("fieldset.score")].map((row) => ({
    weight: parseInt(row.querySelector(".score-weight").textContent, 10),
    chosen: row.querySelector("input[type=radio]:checked")?.value,
  }));
}

function showOpen(rows) {
  const open = rows.flatMap((row, place) => (row.chosen ? [] : [place + 1]));
  const hint = form.querySelector("[data-none-open]");
  const { openOne, openMany, noneOpen } = hint.dataset;
  const sentence = open.length > 1 ? openMany : openOne;
  hint.textContent = open.length ? sentence.replace("{numbers}", open.join(", ")) : noneOpen;
}

function show() {
  const rows = scored();
  const given = rows.filter((row) => /^[1-5]$/.test(row.chosen || ""));
  const weight = given.reduce((sum, row) => sum + row.weight, 0);
  const points = given.reduce((sum, row) => sum + row.weight * Number(row.chosen), 0);
  // Whole numbers until the end, so that a half rounds up as on the server.
  const cents = weight ? Math.floor((points * 200 + weight) / (2 * weight)) : 0;
  const total = weight ? `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, "0")}` : "–";
  const words = form.querySelector("[data-total-word]");
  words.querySelector(".score-sum b").textContent = total;
  showOpen(rows);
  words.querySelector(".second").textContent = words.dataset.totalWord.replace("{done}", given.length).replace("{total}", rows.length);
}

if (form) {
  form.addEventListener("change", show);
  show();
}
