import { App } from "modal-emulator";
import { answer } from "@parts/answer";

export const app = new App("paths");
export const probe = app.function(async function probe(): Promise<number> {
  return answer;
});
export const expected = 42;
