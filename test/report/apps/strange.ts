import { App } from "modal-emulator";

export const strange = new App("strange");

/** Tells its word, and fails with it. */
export const odd = strange.function({}, async function odd(word: string): Promise<void> {
  console.log(word);
  throw new Error(word);
});
