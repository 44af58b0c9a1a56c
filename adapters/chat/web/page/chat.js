// The chat page: what was said stands on the server's timeline, this only draws it and sends what is typed.
"use strict";

const words = JSON.parse(document.getElementById("words").textContent);
const doors = document.getElementById("words").dataset.at;
const at = (id) => document.getElementById(id);
const list = at("messages"), text = at("text"), context = at("context"), menu = at("menu"), viewer = at("viewer");
let files = [], reply = null, events = null, stick = true;

document.documentElement.lang = words.language;
text.placeholder = words.placeholder;
at("attach").title = words.attach;
at("send").title = words.send;
at("send").setAttribute("aria-label", words.send);
text.setAttribute("aria-label", words.placeholder);

function make(tag, className, content) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (content !== undefined) element.textContent = content;
  return element;
}

// ── what stands on the page ──

function draw(message) {
  const element = make("article", "message");
  element.dataset.id = message.id;
  for (const name of ["mine", "pending", "toast"]) element.classList.toggle(name, Boolean(message[name]));
  const pictures = message.pictures || [];
  if (pictures.length && !message.mine) element.classList.add("picture");
  const bubble = make("div", "bubble");
  for (const picture of pictures) bubble.append(image(picture, message.text));
  if (message.text) bubble.append(make("p", "", message.text));
  if (message.file) {
    const link = make("a", "file", message.file.name);
    link.href = message.file.src;
    link.download = message.file.name;
    bubble.append(link);
  }
  element.append(bubble);
  if ((message.buttons || []).length) element.append(buttons(message));
  return element;
}

function image(picture, caption) {
  const element = make("img");
  element.src = picture.src;
  element.alt = caption || words.picture;
  if (picture.width) { element.width = picture.width; element.height = picture.height; }
  element.addEventListener("click", () => { viewer.firstElementChild.src = element.src; viewer.showModal(); });
  element.addEventListener("load", follow, { once: true });
  return element;
}

function buttons(message) {
  const row = make("div", "buttons");
  for (const button of message.buttons) {
    const element = make("button", "", button.label);
    element.type = "button";
    element.addEventListener("click", () => {
      if (button.action === "e") return answer(message);
      element.disabled = true;
      setTimeout(() => { element.disabled = false; }, 1500);
      send(`${doors}/presses`, JSON.stringify({ action: button.action, subject: button.subject, message: message.id }));
    });
    row.append(element);
  }
  return row;
}

function show(message) {
  const old = list.querySelector(`[data-id="${CSS.escape(message.id)}"]`);
  if (message.removed) return old && old.remove();
  at("welcome")?.remove();
  const element = draw(message);
  if (old && message.in_place) old.replaceWith(element);
  else { old?.remove(); list.append(element); }
  if (message.mine) stick = true;
  follow();
}

function follow() { if (stick) list.scrollTop = list.scrollHeight; }
list.addEventListener("scroll", () => { stick = list.scrollHeight - list.scrollTop - list.clientHeight < 120; });
viewer.addEventListener("click", () => viewer.close());

function welcome() {
  const element = make("section", "welcome");
  element.id = "welcome";
  const icon = make("img");
  icon.src = `${doors}/icon.svg`;
  icon.alt = "";
  const starters = make("div", "starters");
  for (const starter of words.starters) {
    const button = make("button", "", starter);
    button.addEventListener("click", () => post(starter));
    starters.append(button);
  }
  element.append(icon, make("h2", "", words.title), make("p", "", words.hint), starters);
  list.append(element);
}

// ── the stream ──

function listen() {
  events = new EventSource(`${doors}/events`);
  events.addEventListener("begin", () => { list.querySelectorAll(".message").forEach((one) => one.remove()); at("state").textContent = words.ready; });
  events.onmessage = (event) => show(JSON.parse(event.data));
  events.onerror = () => { at("state").textContent = words.away; };
}

// ── what is typed ──

async function send(path, body) {
  try {
    const response = await fetch(path, { method: "POST", body });
    if (response.status === 401) return location.reload();
    if (!response.ok) show({ id: `here-${Date.now()}`, toast: true, text: await response.text() });
    return response.ok;
  } catch {
    show({ id: `here-${Date.now()}`, toast: true, text: words.away });
    return false;
  }
}

async function post(typed) {
  const form = new FormData();
  form.append("text", typed);
  if (reply) form.append("reply", reply.id);
  for (const file of files) form.append("file", file, file.name);
  const kept = { files, reply };
  files = []; reply = null; text.value = "";
  chips(); grow();
  if (!(await send(`${doors}/messages`, form))) { files = kept.files; reply = kept.reply; text.value = typed; chips(); grow(); }
}

function answer(message) {
  reply = { id: message.id, src: message.pictures?.[0]?.src };
  chips();
  text.focus();
}

function chips() {
  context.replaceChildren();
  if (reply) context.append(chip(words.editing, reply.src, () => { reply = null; }));
  for (const file of files) {
    const src = file.type.startsWith("image/") ? URL.createObjectURL(file) : null;
    context.append(chip(file.name, src, () => { files = files.filter((one) => one !== file); }));
  }
  context.hidden = !context.childElementCount;
  follow();
}

function chip(label, src, drop) {
  const element = make("span", "chip"), close = make("button", "", "×");
  if (src) { const picture = make("img"); picture.src = src; picture.alt = ""; element.append(picture); }
  close.type = "button";
  close.setAttribute("aria-label", words.remove);
  close.addEventListener("click", () => { drop(); chips(); });
  element.append(make("span", "", label), close);
  return element;
}

function add(chosen) { files = [...files, ...chosen].slice(0, 14); chips(); text.focus(); }
function grow() { text.style.height = "auto"; text.style.height = `${text.scrollHeight}px`; suggest(); follow(); }

at("composer").addEventListener("submit", (event) => {
  event.preventDefault();
  if (text.value.trim() || files.length) post(text.value);
});
at("files").addEventListener("change", (event) => { add(event.target.files); event.target.value = ""; });
text.addEventListener("input", grow);
text.addEventListener("paste", (event) => { if (event.clipboardData.files.length) { event.preventDefault(); add(event.clipboardData.files); } });
document.addEventListener("dragover", (event) => event.preventDefault());
document.addEventListener("drop", (event) => { event.preventDefault(); add(event.dataTransfer.files); });
text.addEventListener("keydown", (event) => {
  if (!menu.hidden && pick(event)) return;
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); at("composer").requestSubmit(); }
});

// ── commands ──

function suggest() {
  const typed = text.value;
  const found = /^\/[a-z]*$/.test(typed) ? words.commands.filter(([name]) => name.startsWith(typed.slice(1))) : [];
  menu.replaceChildren(...found.map(([name, about], index) => {
    const row = make("button");
    row.type = "button";
    row.setAttribute("role", "option");
    row.setAttribute("aria-selected", String(index === 0));
    row.append(make("b", "", `/${name}`), make("span", "", about));
    row.addEventListener("click", () => choose(name));
    return row;
  }));
  menu.hidden = !found.length || (found.length === 1 && typed === `/${found[0][0]}`);
}

function choose(name) { text.value = `/${name} `; menu.hidden = true; text.focus(); }

function pick(event) {
  const rows = [...menu.children], now = rows.findIndex((row) => row.getAttribute("aria-selected") === "true");
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) {
    const next = (now + step + rows.length) % rows.length;
    rows.forEach((row, index) => row.setAttribute("aria-selected", String(index === next)));
    rows[next].scrollIntoView({ block: "nearest" });
  } else if (event.key === "Tab") choose(rows[now].firstChild.textContent.slice(1));
  else if (event.key === "Escape") menu.hidden = true;
  else return false;
  event.preventDefault();
  return true;
}

for (const [href, label] of words.links) {
  const link = make("a", "", label);
  link.href = href;
  at("shortcuts").append(link);
}
for (const [name, label] of words.shortcuts) {
  const button = make("button", "", label);
  button.addEventListener("click", () => post(name));
  at("shortcuts").append(button);
}
const said = new URLSearchParams(location.search).get("say");
if (said) { text.value = said; history.replaceState(null, "", location.pathname); text.focus(); grow(); }
welcome();
listen();
