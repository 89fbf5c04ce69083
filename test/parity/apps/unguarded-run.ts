import { App } from "modal-emulator";

/** A newcomer's module: its containers, which evaluate it again, would run the app again. */
export const app = new App("unguarded-run");

export const double = app.function({}, async function double(x: number) {
  return 2 * x;
});

export const result = await app.run(() => double.remote(21));
