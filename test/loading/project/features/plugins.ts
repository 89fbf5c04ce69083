import { App } from "modal-emulator";
import { names } from "../parts/registry.ts";

const folder = new URL("../parts/", import.meta.url);
for (const name of ["plugin.ts"]) await import(new URL(name, folder).href);

export const app = new App("plugins");
export const probe = app.function(async function probe(): Promise<string[]> {
  return names;
});
export const expected = ["plugin"];
