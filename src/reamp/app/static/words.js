// The words of the pages in the chosen language, and numbers as that language writes them.

export const LANGUAGES = ["en", "fr"];
const NO_BREAK = "\u00a0";
let catalogue = {};
let language = "en";

export async function chooseLanguage(chosen) {
  const wanted = chosen ?? localStorage.getItem("language") ?? navigator.language.slice(0, 2);
  language = LANGUAGES.includes(wanted) ? wanted : "en";
  const answer = await fetch(`/static/words_${language}.json`);
  catalogue = await answer.json();
  if (chosen) localStorage.setItem("language", chosen);
  document.documentElement.lang = language;
}

export function currentLanguage() {
  return language;
}

// The words of a key, with {name} replaced by what `values` has under that name.
export function t(key, values = {}) {
  const words = catalogue[key] ?? key;
  return words.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

export function hasWords(key) {
  return key in catalogue;
}

// A number with its true minus sign, and a plus where that says something.
export function number(value, digits, isSigned = false) {
  const rounded = Math.abs(value) < 0.5 / 10 ** digits ? 0 : value;
  const text = Math.abs(rounded).toFixed(digits).replace(".", language === "fr" ? "," : ".");
  return `${rounded < 0 ? "\u2212" : isSigned ? "+" : ""}${text}`;
}

export function withUnit(value, digits, unit, isSigned = false) {
  return unit ? `${number(value, digits, isSigned)}${NO_BREAK}${unit}` : number(value, digits, isSigned);
}
