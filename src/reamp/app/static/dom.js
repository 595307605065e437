// Elements made of names, properties and children; text is always text, so no name can be markup.

const SVG = "http://www.w3.org/2000/svg";

function filled(element, properties, children) {
  for (const [name, value] of Object.entries(properties ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else element.setAttribute(name, value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

export function h(name, properties, ...children) {
  return filled(document.createElement(name), properties, children);
}

export function svg(name, properties, ...children) {
  return filled(document.createElementNS(SVG, name), properties, children);
}

export function announce(text, isError = false) {
  const line = document.getElementById("message");
  if (!line) return;
  line.textContent = text;
  line.className = isError ? "message error" : "message";
  line.setAttribute("role", isError ? "alert" : "status");
  line.hidden = !text;
  if (line.matches(":popover-open")) line.hidePopover();
  if (text) line.showPopover(); // above a dialog, too
  clearTimeout(announce.timer);
  if (text) announce.timer = setTimeout(() => announce(""), isError ? 12000 : 5000);
}

// Replaces children only where `text` (what they are made of) has changed; focus stays on the same key.
export function replaceChanged(element, made, build) {
  const text = JSON.stringify(made);
  if (element.madeOf === text) return;
  element.madeOf = text;
  const focused = element.contains(document.activeElement) ? document.activeElement.dataset.key : undefined;
  element.replaceChildren(...build().filter((child) => child !== null && child !== undefined && child !== false));
  if (focused) element.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus();
}
