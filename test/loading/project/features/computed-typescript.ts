import { App } from "modal-emulator";
import { load } from "../parts/deep/load.ts";

export const app = new App("computed-typescript");
export const probe = app.function(async function probe(): Promise<unknown> {
  return ((await load("./level.js")) as { level: number }).level;
});
export const expected = 42;
