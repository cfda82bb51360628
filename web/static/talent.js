// The little that pages gain from script: say that work is under way, never send a form twice, show errors first.
// Everything works without this file.

document.addEventListener("submit", onSubmit, { capture: true });

function onSubmit(event) {
  if (event.target.getAttribute("aria-busy") === "true") {
    event.preventDefault();
    event.stopImmediatePropagation();
  } else {
    event.target.setAttribute("aria-busy", "true");
    if (event.submitter?.hasAttribute("formaction")) {
      event.stopImmediatePropagation(); // to another language: the whole page comes anew, sent by the browser itself
    }
  }
}

// A page that comes back from the browser's memory must be usable again.
window.addEventListener("pageshow", () => release(document));
document.addEventListener("htmx:finally:request", () => release(document));

function release(root) {
  root.querySelectorAll('form[aria-busy="true"]').forEach((form) => form.removeAttribute("aria-busy"));
}

document.addEventListener("DOMContentLoaded", focusErrors);
document.addEventListener("htmx:after:swap", focusErrors);

function focusErrors() {
  document.getElementById("errors")?.focus();
}
