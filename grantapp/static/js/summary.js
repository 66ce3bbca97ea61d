// Moves the focus to the summary of what has to be mended, so that it is read first.
const summary = document.querySelector("[data-focus]");
if (summary) summary.focus();
