import { App } from "modal-emulator";

class Point {
  constructor(readonly x: number) {}
}

export const app = new App("parameter-properties");
export const probe = app.function(async function probe(): Promise<number> {
  return new Point(3).x;
});
export const expected = 3;
