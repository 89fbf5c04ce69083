import { basename } from "path";
import { App } from "modal-emulator";

export const app = new App("bare-builtin");
export const probe = app.function(async function probe(): Promise<string> {
  return basename("/a/b");
});
export const expected = "b";
