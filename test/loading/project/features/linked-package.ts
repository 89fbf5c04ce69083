import { area } from "@acme/shapes";
import { App } from "modal-emulator";

export const app = new App("linked-package");
export const probe = app.function(async function probe(): Promise<unknown> {
  return area(2, 3);
});
export const expected = "6 cm²";
