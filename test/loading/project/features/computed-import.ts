import { App } from "modal-emulator";
import { load } from "../parts/deep/load.ts";

export const app = new App("computed-import");
export const probe = app.function(async function probe(): Promise<unknown> {
  return ((await load("../answer.ts")) as { answer: number }).answer;
});
export const expected = 42;
