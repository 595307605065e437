// The blind test (ABX): X is A or B at random; who hears a difference identifies X more often than by chance.
"use strict";

class AbxTest {
  constructor(player) {
    this.player = player;
    this.root = player.root.querySelector(".abx");
    this.find = (selector) => this.root.querySelector(selector);
    this.find(".abx-start").addEventListener("click", () => this.start());
    this.root.querySelectorAll(".abx-again").forEach((button) => button.addEventListener("click", () => this.reset()));
    this.root.querySelectorAll(".abx-hear input").forEach((input) =>
      input.addEventListener("change", () => this.hear(input.value)),
    );
    this.root.querySelectorAll(".abx-answer").forEach((button) =>
      button.addEventListener("click", () => this.answer(button.value)),
    );
    document.addEventListener("keydown", (event) => this.onKey(event));
    this.reset();
  }

  get running() {
    return this.coins !== null;
  }

  reset() {
    const wasRunning = this.coins;
    this.coins = null;
    this.answers = [];
    this.show("setup");
    if (wasRunning) this.leave();
  }

  start() {
    const [a, b] = [".abx-a", ".abx-b"].map((selector) => Number(this.find(selector).value));
    if (a === b) return this.say(inWords("Choose two different clips."));
    this.say("");
    this.pair = { A: a, B: b };
    this.trials = Number(this.find(".abx-trials").value);
    this.coins = coins(this.trials); // drawn before the first trial, so that nothing later can influence them
    this.answers = [];
    this.player.setBlind(true);
    this.show("running");
    this.next();
    if (!this.player.playing) this.player.play();
  }

  next() {
    this.find(".abx-progress").textContent = inWords("Trial {} of {}", this.answers.length + 1, this.trials);
    this.hear("X");
  }

  hear(letter) {
    this.find(`.abx-hear input[value="${letter}"]`).checked = true;
    this.player.hear(this.pair[letter === "X" ? this.coins[this.answers.length] : letter]);
  }

  answer(letter) {
    this.answers.push(letter);
    if (this.answers.length < this.trials) this.next();
    else this.finish();
  }

  finish() {
    const { trials, answers } = this;
    const right = answers.filter((answer, trial) => answer === this.coins[trial]).length;
    this.find(".abx-result").textContent = resultWords(right, trials);
    const rows = answers.map((answer, trial) => {
      const was = this.coins[trial];
      return `<tr><th scope="row">${trial + 1}</th><td>${answer}</td><td>${was}</td><td>${inWords(answer === was ? "right" : "wrong")}</td></tr>`;
    });
    this.find(".abx-list tbody").innerHTML = rows.join("");
    this.coins = null;
    this.show("done");
    this.leave();
  }

  // Restore the player.
  leave() {
    this.player.setBlind(false);
    this.player.choose(this.player.shown);
  }

  show(state) {
    for (const part of this.root.querySelectorAll("[data-state]")) part.hidden = part.dataset.state !== state;
  }

  say(words) {
    this.find(".abx-message").textContent = words;
  }

  onKey(event) {
    if (!this.running || Player.current !== this.player || event.ctrlKey || event.altKey || event.metaKey) return;
    const letter = event.key.toUpperCase();
    if ("ABX".includes(letter) && letter.length === 1) this.hear(letter);
  }
}

function coins(count) {
  const tosses = crypto.getRandomValues(new Uint8Array(count));
  return Array.from(tosses, (toss) => (toss & 1 ? "A" : "B"));
}

// The probability of at least this many right answers by guessing.
function chanceOf(right, trials) {
  let ways = 1; // the number of ways to get `hits` right
  let sum = 0;
  for (let hits = trials; hits >= right; hits--) {
    sum += ways;
    ways = (ways * hits) / (trials - hits + 1);
  }
  return sum / 2 ** trials;
}

function resultWords(right, trials) {
  const p = chanceOf(right, trials);
  const score = inWords("{} of {} right. ", right, trials);
  const often = p > 0.5 ? inWords("more often than not") : inWords("in 1 of {} tests", Math.round(1 / p));
  const guess = inWords("Guessing scores as well {} (p = {}). ", often, p < 0.001 ? p.toExponential(0) : p.toFixed(3));
  if (p <= 0.01) return `${score}${guess}${inWords("You hear a difference.")}`;
  if (p <= 0.05) return `${score}${guess}${inWords("You probably hear a difference; take another test to be sure.")}`;
  return `${score}${guess}${inWords("That is no sign that you hear a difference, and no proof that there is none.")}`;
}

Player.all.forEach((player) => {
  if (player.root.querySelector(".abx")) player.abx = new AbxTest(player);
});
