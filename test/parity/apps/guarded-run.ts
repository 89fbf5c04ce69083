import { App, isLocal } from "modal-emulator";

/** The embedded default: no world in sight, one is made and closed around the block. */
export const app = new App("guarded-run");

export const double = app.function({}, async function double(x: number) {
  return 2 * x;
});

export const result = isLocal() ? await app.run(() => double.remote(21)) : undefined;
