// The pages are complete without this script: it saves some clicks.
"use strict";

// "/" moves to the search field, as long as nobody is typing.
document.addEventListener("keydown", function (event) {
  const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName);
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    document.getElementById("find").focus();
  }
});

// Control and Enter run the query in the editor.
const editor = document.getElementById("query");
if (editor) {
  editor.addEventListener("keydown", function (event) {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      editor.form.requestSubmit();
    }
  });
}
