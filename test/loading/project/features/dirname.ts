import { basename } from "node:path";
import { App } from "modal-emulator";

export const app = new App("dirname");
export const probe = app.function(async function probe(): Promise<unknown> {
  return [basename(__dirname), basename(__filename)];
});
export const expected = ["features", "dirname.ts"];
