import { App } from "modal-emulator";

/** A later version of the app "shop": one function less. */
export const app = new App("shop");

export const price = app.function({}, async function price(x: number) {
  return 9 * x;
});
