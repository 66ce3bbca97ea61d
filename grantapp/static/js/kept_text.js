// What was typed and is not saved yet, kept on this device under the person's own key.
export function keep(key, pairs) {
  try { localStorage.setItem(key, JSON.stringify(pairs)); } catch { /* private window or full: the form itself still holds it */ }
}

export function kept(key) {
  try { return JSON.parse(localStorage.getItem(key) || "null"); } catch { return null; }
}

export function forget(key) {
  try { localStorage.removeItem(key); } catch { /* nothing was kept */ }
}
