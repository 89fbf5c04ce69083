import { App } from "modal-emulator";
import { shared } from "../parts/shared.ts";
import { shared as other } from "../parts/shared.ts?other";

export const app = new App("query");
export const probe = app.function(async function probe(): Promise<boolean> {
  return other === shared;
});
export const expected = false;
