// Commands whose failure is one line on the page.

import { announce } from "./dom.js";
import { t } from "./words.js";

// Does something that asks the server; returns what came of it, undefined where the page says why not.
export async function guarded(action) {
  try {
    return await action();
  } catch (error) {
    announce(error.message === "offline" ? t("the server does not answer") : error.message, true);
    return undefined;
  }
}
