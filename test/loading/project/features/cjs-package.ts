import { App } from "modal-emulator";
import whole, { kind } from "cjs-package";

export const app = new App("cjs-package");
export const probe = app.function(async function probe(): Promise<unknown[]> {
  return [kind, whole.kind, whole.folder];
});
export const expected = ["cjs", "cjs", "cjs-package"];
