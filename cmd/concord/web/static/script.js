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

// Suggestions while typing: an editable combobox with a list (WAI-ARIA Authoring Practices). Enter without a choice searches
// as it does without this script.
function suggest(input) {
  const list = document.createElement("ul");
  const status = document.createElement("p");
  let timer = 0, request = null, at = -1, options = [];
  list.id = input.id + "-suggestions";
  list.className = "suggestions";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Suggestions");
  status.className = "sr";
  status.setAttribute("role", "status");
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  input.setAttribute("aria-expanded", "false");
  input.setAttribute("autocomplete", "off");
  input.insertAdjacentElement("afterend", list);
  list.insertAdjacentElement("afterend", status);

  function close() {
    list.hidden = true;
    at = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }
  function mark(to) {
    if (at >= 0) options[at].setAttribute("aria-selected", "false");
    at = to;
    if (at < 0) {
      input.removeAttribute("aria-activedescendant");
      return;
    }
    options[at].setAttribute("aria-selected", "true");
    options[at].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", options[at].id);
  }
  function choose(option) {
    input.value = option.dataset.label;
    close();
    input.form.requestSubmit();
  }
  function show(matches) {
    const names = new Map(); // one option for a name, however many things bear it
    for (const m of matches) {
      const same = names.get(m.label);
      if (same) same.others++;
      else if (names.size < 8) names.set(m.label, Object.assign({ others: 0 }, m));
    }
    options = [...names.values()].map(function (m, i) {
      const option = document.createElement("li");
      const whose = document.createElement("small");
      option.id = list.id + "-" + i;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.dataset.label = m.label;
      option.textContent = m.label + " ";
      if (m.lang) option.lang = m.lang;
      whose.lang = "en";
      whose.textContent = m.kind + (m.organisation && m.organisation.acronym && m.kind !== "organisation" ? " of " + m.organisation.acronym : "") +
        (m.others > 0 ? " and " + m.others + " more" : "");
      option.append(whose);
      option.addEventListener("mousedown", function (event) {
        event.preventDefault();
        choose(option);
      });
      return option;
    });
    list.replaceChildren(...options);
    at = -1;
    list.hidden = options.length === 0;
    input.setAttribute("aria-expanded", String(!list.hidden));
    status.textContent = options.length === 0 ? "No suggestions" : options.length + " suggestions";
  }
  async function ask() {
    const text = input.value.trim();
    if (request) request.abort();
    if (text.length < 2) return close();
    request = new AbortController();
    try {
      const answer = await fetch("/api/v1/suggest?limit=24&q=" + encodeURIComponent(text), { signal: request.signal });
      if (answer.ok && document.activeElement === input) show((await answer.json()).matches);
    } catch (error) {
      close(); // aborted by the next letter, or the server is away: searching still works
    }
  }
  input.addEventListener("input", function () {
    clearTimeout(timer);
    timer = setTimeout(ask, 120);
  });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", function (event) {
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && !list.hidden) {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      mark(at + step >= options.length ? -1 : at + step < -1 ? options.length - 1 : at + step);
    } else if (event.key === "Enter" && at >= 0) {
      event.preventDefault();
      choose(options[at]);
    }
  });
}
document.querySelectorAll("form[role=search] input[type=search]").forEach(suggest);
