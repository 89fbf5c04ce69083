import { App } from "modal-emulator";

interface Point {
  readonly x: number;
}

export const app = new App("odd-name");
export const probe = app.function(async function probe(): Promise<number> {
  return ({ x: 1 } satisfies Point as Point).x;
});
export const expected = 1;
