import { App } from "modal-emulator";
import { load } from "../parts/deep/load.ts";

export const app = new App("computed-package");
export const probe = app.function(async function probe(): Promise<unknown> {
  return ((await load("esm-package")) as { kind: string }).kind;
});
export const expected = "esm";
