// Choosing a model or a sound from the folders that were added, or from what is dropped in.

import { announce, h } from "./dom.js";
import { guarded } from "./ask.js";
import { server } from "./server.js";
import { t } from "./words.js";

const SHOWN = 200;
const CABINETS = ["1x12", "2x12", "4x12"];

// Sends files to the server; returns what it keeps, without those that it refuses.
export async function addFiles(list) {
  const kept = [];
  for (const file of list) {
    const answer = await guarded(async () => {
      const most = server.limits.drop_bytes;
      if (file.size > most) throw new Error(t("{name} is larger than {size} MiB: add its folder instead.", { name: file.name, size: most / 2 ** 20 }));
      const response = await fetch(`/drop?name=${encodeURIComponent(file.name)}`, { method: "POST", body: file }).catch(() => {
        throw new Error("offline");
      });
      const said = await response.json();
      if (said.error) throw new Error(said.error);
      return said.ok;
    });
    if (answer) kept.push(answer);
  }
  if (kept.length) announce(kept.length === 1 ? t("{name} is here", { name: kept[0].name }) : t("{count} files are here", { count: kept.length }));
  return kept;
}

export async function allFiles() {
  return (await guarded(() => server.ask("files"))) ?? [];
}

export async function chooseFile({ kind, title, hasCabinets = false, onChosen }) {
  const field = h("input", { type: "search", class: "search", placeholder: t("Search"), "aria-label": t("Search"), autocomplete: "off" });
  const list = h("ul", { class: "results files" });
  const more = h("p", { class: "note" });
  const close = () => dialog.close();
  let files = [];

  async function use(key) {
    const done = await guarded(async () => {
      await onChosen(key, files.find((file) => file.key === key));
      return true;
    });
    if (done) close();
  }

  function show() {
    const wanted = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    const computed = hasCabinets ? CABINETS.map((name) => ({ key: `computed/${name}`, name, folder: t("computed by Reamp"), kind: "sound" })) : [];
    const fitting = [...computed, ...files].filter((file) => file.kind === kind && wanted.every((word) => `${file.folder} ${file.name}`.toLowerCase().includes(word)));
    more.hidden = fitting.length > 0 && fitting.length <= SHOWN;
    more.textContent = fitting.length ? t("{count} more: search for them", { count: fitting.length - SHOWN }) : t(files.length ? "Nothing fits." : "Add a folder, or drop files here.");
    list.replaceChildren(...fitting.slice(0, SHOWN).map((file) => h("li", {}, h("button", { type: "button", class: "row", "data-name": file.name, onclick: () => use(file.key) },
      h("span", { class: "row-name" }, file.name), h("span", { class: "row-level quiet" }, file.folder)))));
  }

  async function refresh() {
    files = await allFiles();
    show();
  }

  field.addEventListener("input", show);
  field.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.key === "Enter") list.querySelector("button")?.click();
    if (event.key === "ArrowDown") list.querySelector("button")?.focus();
  });
  list.addEventListener("keydown", (event) => {
    const way = { ArrowDown: "nextElementSibling", ArrowUp: "previousElementSibling" }[event.key];
    if (!way) return;
    event.preventDefault();
    (event.target.closest("li")[way]?.querySelector("button") ?? (event.key === "ArrowUp" ? field : null))?.focus();
  });
  const upload = h("input", { type: "file", multiple: true, hidden: true, accept: kind === "model" ? ".nam" : ".wav,.flac,.aiff,.aif", onchange: async () => {
    const kept = await addFiles(upload.files);
    const fitting = kept.find((file) => file.kind === kind);
    if (fitting) await use(fitting.key);
    else await refresh();
  } });
  const dialog = h("dialog", { class: "dialog", "aria-labelledby": "picker-title", onclose: () => dialog.remove() },
    h("div", { class: "card-head" }, h("h2", { id: "picker-title" }, title), h("button", { type: "button", class: "plain", onclick: close }, t("Close"))),
    field, list, more, folders(refresh), h("div", { class: "buttons" }, h("button", { type: "button", class: "plain", onclick: () => upload.click() }, t("Open files…")), upload));
  dialog.addEventListener("dragover", (event) => event.preventDefault());
  dialog.addEventListener("drop", async (event) => {
    event.preventDefault();
    event.stopPropagation();
    await addFiles(event.dataTransfer.files);
    await refresh();
  });
  document.body.append(dialog);
  dialog.showModal();
  field.focus();
  await refresh();
}

// The folders on the shelf, and a field to add one, with suggestions as you type.
export function folders(onChanged) {
  const suggestions = h("datalist", { id: "folder-suggestions" });
  const field = h("input", { type: "text", class: "search", placeholder: "~/amps", list: "folder-suggestions", "aria-label": t("Path of a folder"), autocomplete: "off", spellcheck: "false" });
  const list = h("ul", { class: "folders" });

  function show() {
    list.replaceChildren(...server.state.folders.map((path) => h("li", {}, h("span", { title: path }, path), h("button", { type: "button", class: "link", "aria-label": t("Take {path} off the list", { path }), onclick: async () => {
      await guarded(() => server.ask("forget folder", { path }));
      await onChanged();
      show();
    } }, t("remove")))));
  }

  async function add() {
    const added = await guarded(() => server.ask("add folder", { path: field.value }));
    if (added === undefined) return;
    field.value = "";
    await onChanged();
    show();
  }

  field.addEventListener("input", async () => {
    const found = await server.ask("suggest folders", { path: field.value }).catch(() => []);
    suggestions.replaceChildren(...found.map((path) => h("option", { value: path })));
  });
  field.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.key === "Enter") add();
  });
  show();
  return h("details", { class: "shelf" }, h("summary", {}, t("Folders")), list, h("div", { class: "add-folder" }, field, suggestions, h("button", { type: "button", class: "plain", onclick: add }, t("Add folder"))));
}
