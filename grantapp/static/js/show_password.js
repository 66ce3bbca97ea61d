// Shows passwords while they are typed, and hides them again before the form is sent (so that no browser keeps them as text).
for (const box of document.querySelectorAll("[data-show-passwords]")) {
  const form = box.closest("form");
  const fields = [...form.querySelectorAll("input[type=password]")];
  const check = box.querySelector("input");
  const turn = (shown) => { for (const field of fields) field.type = shown ? "text" : "password"; };
  box.hidden = false;
  check.addEventListener("change", () => turn(check.checked));
  form.addEventListener("submit", () => turn(false));
}
