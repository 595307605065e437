// Reload a page that is rewritten during training, but never while it plays; keep its settings.
"use strict";

const RELOAD_S = 5;
const KEPT = `reamp reload ${location.pathname}`;

function keep() {
  const players = Player.all.map((player) => ({
    position: player.position,
    loop: player.loop,
    chosen: player.waiting.chosen,
    volume: player.find(".volume").value,
  }));
  sessionStorage.setItem(KEPT, JSON.stringify({ players, scroll: window.scrollY }));
}

function restore() {
  const kept = JSON.parse(sessionStorage.getItem(KEPT) || "null");
  if (!kept) return;
  Player.all.forEach((player, number) => {
    const before = kept.players[number];
    if (!before) return;
    player.find(".volume").value = before.volume;
    player.setVolume();
    player.setLoop(before.loop.start, Math.min(before.loop.end, player.duration));
    player.seek(before.position);
    player.choose(before.chosen);
  });
  window.scrollTo(0, kept.scroll);
}

function isInUse() {
  const focused = document.activeElement;
  const isTyping = focused && focused.closest("select, input[type=text], input[type=number]");
  return Boolean(Player.wanted || isTyping) || Player.all.some((player) => player.playing || player.blind);
}

restore();
setInterval(() => {
  if (isInUse()) return;
  keep();
  location.reload();
}, 1000 * RELOAD_S);
