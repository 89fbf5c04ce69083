import { App } from "modal-emulator";

export const app = new App("dynamic-import");
export const probe = app.function(async function probe(): Promise<unknown> {
  const { shared } = await import("../parts/shared.ts");
  return shared === (await import("../parts/shared.ts")).shared;
});
export const expected = true;
