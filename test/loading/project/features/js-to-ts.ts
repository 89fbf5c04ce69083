import { App } from "modal-emulator";
import { answer } from "../parts/answer.js";

export const app = new App("js-to-ts");
export const probe = app.function(async function probe(): Promise<number> {
  return answer;
});
export const expected = 42;
