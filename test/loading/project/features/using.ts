import { App } from "modal-emulator";

export const app = new App("using");
export const probe = app.function(async function probe(): Promise<string[]> {
  const log: string[] = [];
  {
    using _file = { [Symbol.dispose]: () => void log.push("closed") };
    log.push("open");
  }
  return log;
});
export const expected = ["open", "closed"];
