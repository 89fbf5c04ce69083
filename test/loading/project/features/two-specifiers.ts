import { App } from "modal-emulator";
import { shared } from "../parts/shared.ts";
import { shared as around } from "../features/../parts/shared.ts";
import { shared as linked } from "../parts/linked.ts";

export const app = new App("two-specifiers");
export const probe = app.function(async function probe(): Promise<boolean[]> {
  return [around === shared, linked === shared];
});
export const expected = [true, true];
