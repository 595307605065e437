// The error of a model in training over its epochs, on a scale by tens, with the zone where it is good.

import { svg } from "./dom.js";
import { number, t } from "./words.js";

const [WIDTH, HEIGHT, LEFT, BOTTOM, TOP, RIGHT] = [760, 250, 44, 24, 10, 8];
const LINES = [1, 0.1, 0.01, 0.001];
const GOOD = 0.01;

function place(esr, highest, lowest) {
  const share = Math.log(highest / Math.min(highest, Math.max(lowest, esr))) / Math.log(highest / lowest);
  return TOP + share * (HEIGHT - TOP - BOTTOM);
}

// points: [epoch, ESR, best ESR so far] of each epoch; epochs: how many there will be.
export function curve(points, epochs) {
  const known = points.filter(([, , best]) => best !== null);
  const worst = Math.max(0.12, ...known.map(([, , best]) => best));
  const highest = worst > 0.12 ? 1 : 0.12;
  const lowest = Math.min(0.0009, ...known.map(([, , best]) => best * 0.8));
  const x = (epoch) => LEFT + ((epoch - 1) / Math.max(1, epochs - 1)) * (WIDTH - LEFT - RIGHT);
  const y = (esr) => place(esr, highest, lowest);
  const lines = LINES.filter((line) => line <= highest && line >= lowest);
  const path = known.map(([epoch, , best], index) => `${index ? "L" : "M"}${x(epoch).toFixed(1)} ${y(best).toFixed(1)}`).join("");
  const last = known.at(-1);
  const words = last ? t("error {esr} after {epoch} of {epochs} epochs", { esr: number(last[2], 4), epoch: last[0], epochs }) : t("no epoch is done yet");
  return svg("svg", { class: "curve", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": words },
    svg("rect", { class: "curve-good", x: LEFT, y: y(GOOD), width: WIDTH - LEFT - RIGHT, height: HEIGHT - BOTTOM - y(GOOD) }),
    lines.map((line) => [svg("line", { class: "curve-line", x1: LEFT, x2: WIDTH - RIGHT, y1: y(line), y2: y(line) }), svg("text", { class: "curve-text", x: LEFT - 8, y: y(line) + 4, "text-anchor": "end" }, number(line, Math.max(0, -Math.round(Math.log10(line)))))]),
    svg("text", { class: "curve-text ok", x: WIDTH - RIGHT - 8, y: y(GOOD) + 18, "text-anchor": "end" }, t("good: hard to tell from the gear")),
    svg("text", { class: "curve-text", x: LEFT, y: HEIGHT - 4 }, t("epoch 1")),
    svg("text", { class: "curve-text", x: WIDTH - RIGHT, y: HEIGHT - 4, "text-anchor": "end" }, String(epochs)),
    known.length === 1 ? svg("circle", { class: "curve-dot", cx: x(last[0]), cy: y(last[2]), r: 4 }) : svg("path", { class: "curve-path", d: path }));
}
