// Says how many rows are chosen for the bar above a table.
for (const bar of document.querySelectorAll("form[data-bulk]")) {
  const boxes = () => [...document.querySelectorAll("input[type=checkbox]")].filter((box) => box.form === bar);
  const words = bar.querySelector("[data-bulk-words]");
  const say = () => {
    const chosen = boxes().filter((box) => box.checked).length;
    words.textContent = chosen ? bar.dataset.some.replace("{n}", String(chosen)) : bar.dataset.none;
    for (const box of boxes()) box.closest("tr")?.classList.toggle("chosen", box.checked);
  };
  document.addEventListener("change", (event) => { if (event.target.form === bar) say(); });
  if (boxes().some((box) => box.checked)) say();
}
