import { readFile } from "node:fs/promises";
import { App } from "modal-emulator";

const text = await readFile(new URL("../parts/answer.json", import.meta.url), "utf8");

export const app = new App("top-level-await");
export const probe = app.function(async function probe(): Promise<unknown> {
  return JSON.parse(text);
});
export const expected = { answer: 42 };
