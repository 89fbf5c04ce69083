import { App } from "modal-emulator";

enum Level {
  low = 1,
  high,
}

export const app = new App("enums");
export const probe = app.function(async function probe(): Promise<string | undefined> {
  return Level[Level.high];
});
export const expected = "high";
