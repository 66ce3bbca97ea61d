// Live totals of a budget in whole minor units. Fields carry data-money="USD" and data-sums="grant line-4";
// outputs carry data-sum="grant" data-currency="USD". What cannot be read is left out and its total marked.
const DIGITS = { JPY: 0 };

export function digits(currency) {
  return currency in DIGITS ? DIGITS[currency] : 2;
}

export function minor(text, currency) {
  const plain = text.normalize("NFKC").replace(/[¥$,\s円]/g, "");
  if (plain === "") return 0n;
  const found = /^(\d+)(?:\.(\d*))?$/.exec(plain);
  const places = digits(currency);
  if (!found || (found[2] || "").length > places) return null;
  return BigInt(found[1] + (found[2] || "").padEnd(places, "0"));
}

export function written(amount, currency) {
  const places = digits(currency);
  const text = amount.toString().padStart(places + 1, "0");
  const whole = (places ? text.slice(0, -places) : text).replace(/\B(?=(\d{3})+$)/g, ",");
  return (currency === "JPY" ? "¥" : "$") + whole + (places ? "." + text.slice(-places) : "");
}

function sums(fields) {
  const totals = new Map();
  for (const field of fields) {
    const amount = minor(field.value, field.dataset.money);
    for (const name of (field.dataset.sums || "").split(/\s+/).filter(Boolean)) {
      const key = `${name} ${field.dataset.money}`;
      const total = totals.get(key) || { amount: 0n, whole: true };
      totals.set(key, { amount: total.amount + (amount ?? 0n), whole: total.whole && amount !== null });
    }
  }
  return totals;
}

function refresh(root) {
  const totals = sums(root.querySelectorAll("[data-money]"));
  for (const output of root.querySelectorAll("[data-sum]")) {
    const total = totals.get(`${output.dataset.sum} ${output.dataset.currency}`);
    if (!total) continue;
    output.textContent = total.amount === 0n ? "–" : written(total.amount, output.dataset.currency);
    output.classList.toggle("sum-open", !total.whole);
  }
}

if (typeof document !== "undefined") {
  for (const root of document.querySelectorAll("[data-budget]")) {
    root.addEventListener("input", () => refresh(root));
  }
}
