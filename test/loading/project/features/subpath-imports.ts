import { App } from "modal-emulator";
import { answer } from "#answer";

export const app = new App("subpath-imports");
export const probe = app.function(async function probe(): Promise<number> {
  return answer;
});
export const expected = 42;
