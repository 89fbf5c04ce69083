import { App } from "modal-emulator";
import data from "../parts/answer.json" with { type: "json" };

export const app = new App("json");
export const probe = app.function(async function probe(): Promise<number> {
  return data.answer;
});
export const expected = 42;
