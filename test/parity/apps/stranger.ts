import { App } from "modal-emulator";

export const app = new App("elsewhere");

export interface Counter {
  readonly count: { readonly name: string; remote(): Promise<number> };
}

/** Knows the class of what it gets by nothing but its methods. */
export const stranger = app.function({}, async function stranger(counter: Counter): Promise<
  [number | Counter, string]
> {
  const next = await counter.count.remote();
  return [process.env["BACK"] === undefined ? next : counter, counter.count.name];
});
