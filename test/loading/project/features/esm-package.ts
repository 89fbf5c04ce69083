import { App } from "modal-emulator";
import { kind } from "esm-package";

export const app = new App("esm-package");
export const probe = app.function(async function probe(): Promise<unknown> {
  return kind;
});
export const expected = "esm";
