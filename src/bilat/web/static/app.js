"use strict";
// Nothing here is needed: pages work without it. It shows facts where the pointer is, and lets a reviewer judge with one key each.

const one = (selector, within = document) => within.querySelector(selector);
const all = (selector, within = document) => [...within.querySelectorAll(selector)];

// -- a document: words and the facts that rest on them

function facts(mark) {
  return mark.dataset.facts.split(" ").map((id) => document.getElementById(id)).filter(Boolean).map((anchor) => anchor.parentElement);
}

function light(fact, on) {
  const ids = one(".chip", fact).dataset.facts.split(" ");
  for (const mark of all("mark[data-facts]")) {
    if (mark.dataset.facts.split(" ").some((id) => ids.includes(id))) mark.classList.toggle("lit", on);
  }
}

function documents() {
  for (const mark of all("mark[data-facts]")) {
    mark.removeAttribute("title");
    mark.addEventListener("mouseenter", () => {
      const found = facts(mark)[0];
      if (found) { found.classList.add("open"); place(one(".tip", found)); light(found, true); }
    });
    mark.addEventListener("mouseleave", () => {
      const found = facts(mark)[0];
      if (found) { found.classList.remove("open"); light(found, false); }
    });
    mark.addEventListener("click", () => {
      const found = facts(mark)[0];
      if (found && !String(getSelection())) one("a", found).click();
    });
  }
  for (const fact of all(".fact")) {
    for (const [event, on] of [["mouseenter", true], ["mouseleave", false], ["focusin", true], ["focusout", false]]) {
      fact.addEventListener(event, () => { fact.classList.remove("shut"); light(fact, on); if (on) place(one(".tip", fact)); });
    }
  }
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") all(".fact").forEach((fact) => { fact.classList.remove("open"); fact.classList.add("shut"); });
  });
}

// what is shown of a fact stays within the window
function place(tip) {
  if (!tip || matchMedia("(max-width: 40rem)").matches) return;
  tip.classList.remove("left");
  requestAnimationFrame(() => {
    const over = tip.getBoundingClientRect().right - document.documentElement.clientWidth + 12;
    tip.style.left = over > 0 ? `${-over}px` : "";
  });
}

// -- review: one key a judgement

const questions = () => all(".queue > .question");
let here = -1;
let done = [];

function go(to, say) {
  const list = questions();
  if (!list.length) return;
  here = Math.max(0, Math.min(to, list.length - 1));
  list.forEach((question, n) => question.classList.toggle("here", n === here));
  list[here].focus({ preventScroll: true });
  list[here].scrollIntoView({ block: "nearest" });
  if (say) one("#spoken").textContent = say;
}

async function send(form, button) {
  const question = form.closest(".question");
  const at = questions().indexOf(question);
  const body = new URLSearchParams(new FormData(form));
  body.set("verdict", button.value);
  all("button", question).forEach((each) => { each.disabled = true; });
  let told = "This could not be sent; nothing was decided.";
  try {
    const answer = await fetch(form.action, { method: "POST", body, headers: { "X-Part": "row", Accept: "text/html" }, credentials: "same-origin" });
    const made = new DOMParser().parseFromString(await answer.text(), "text/html");
    const row = one(".question", made);
    if (row) {
      const fresh = document.adoptNode(row);
      question.replaceWith(fresh);
      listen(fresh);
      told = (one("[role=status], [role=alert]", fresh) || fresh).textContent.trim();
      if (answer.ok && button.value !== "undo") { done.push(at); go(at + 1, told); } else { go(at, told); }
      return;
    }
    told = (one("[role=alert]", made) || { textContent: told }).textContent.trim();
  } catch (error) { /* told below */ }
  all("button", question).forEach((each) => { each.disabled = false; });
  const alert = document.createElement("p");
  alert.className = "alert";
  alert.setAttribute("role", "alert");
  alert.textContent = told;
  form.prepend(alert);
}

function listen(question) {
  for (const form of all("form", question)) {
    form.addEventListener("submit", (event) => { event.preventDefault(); send(form, event.submitter || one("button", form)); });
  }
  question.addEventListener("focusin", () => {
    here = questions().indexOf(question);
    questions().forEach((each) => each.classList.toggle("here", each === question));
  });
}

function review() {
  const list = questions();
  if (!list.length) return;
  list.forEach(listen);
  document.addEventListener("keydown", (event) => {
    const field = event.target.closest("input:not([type=checkbox]), select, textarea");
    if (event.key === "Escape" && field) { go(here); return; }
    if (field || event.ctrlKey || event.metaKey || event.altKey || !one("#keys").checked) return;
    const question = questions()[here];
    const moves = { j: here + 1, ArrowDown: here + 1, i: here - 1, ArrowUp: here - 1 };
    if (event.key in moves) { event.preventDefault(); go(moves[event.key]); return; }
    if (event.key === "u" && done.length && !(question && one("[data-key=u]", question))) { here = done.pop(); go(here); }
    const now = questions()[here];
    if (!now) return;
    if (event.key === "s") { const box = one("input[type=checkbox]", now); box.checked = !box.checked; return; }
    if (event.key === "c" && one("details", now)) { event.preventDefault(); one("details", now).open = true; one("details select", now).focus(); return; }
    const button = all("button[data-key]", now).find((each) => each.dataset.key === event.key);
    if (button && !button.disabled) { event.preventDefault(); button.form.requestSubmit(button); }
  });
  if (!location.hash) go(0);
}

// a fact in a closed list is shown where it is asked for
function unfold() {
  const row = location.hash.startsWith("#row-") && document.getElementById(location.hash.slice(1));
  const closed = row && row.closest("details:not([open])");
  if (closed) { closed.open = true; row.scrollIntoView(); }
}

documents();
unfold();
addEventListener("hashchange", unfold);
if (one(".queue")) review();
