import { createRequire } from "node:module";
import { App } from "modal-emulator";

const require = createRequire(import.meta.url);

export const app = new App("create-require");
export const probe = app.function(async function probe(): Promise<unknown> {
  return require("../parts/own.cjs");
});
export const expected = { file: "own.cjs", folder: "parts" };
