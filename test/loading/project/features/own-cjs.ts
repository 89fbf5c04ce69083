import { App } from "modal-emulator";
import own from "../parts/own.cjs";

export const app = new App("own-cjs");
export const probe = app.function(async function probe(): Promise<unknown> {
  return own;
});
export const expected = { file: "own.cjs", folder: "parts" };
