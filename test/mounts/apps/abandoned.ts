import { App, Volume } from "modal-emulator";

export const app = new App("abandoned");

type Callable = (...args: unknown[]) => unknown;
interface Native extends Record<string, Callable> {
  readonly FSReqCallback: (new () => { oncomplete: unknown }) & Callable;
}

/** Calls of what `node:fs` is written on, each with a request that somebody waits for. */
const CALLS: Readonly<Record<string, readonly unknown[]>> = {
  access: ["/vol/x", 0],
  copyFile: [process.execPath, "/vol/x", 0],
  lstat: ["/vol/x", false],
  mkdir: ["/vol/x", 0o777, false],
  open: ["/vol/x", 0, 0o666],
  readdir: ["/vol/x", "utf8", false],
  rename: [process.execPath, "/vol/x"],
  rmdir: ["/vol/x"],
  stat: ["/vol/x", false],
  unlink: ["/vol/x"],
};

const volumes = { "/vol": Volume.fromName("abandoned", { createIfMissing: true }) };

/** What becomes of each call, a moment later. */
export const ask = app.function({ name: "ask", volumes }, async () => {
  const native = (process as unknown as { binding(name: string): Native }).binding("fs");
  const answers: unknown[] = [];
  for (const [name, args] of Object.entries(CALLS)) {
    const request = new native.FSReqCallback();
    request.oncomplete = () => answers.push(`${name} was done`);
    try {
      native[name]?.(...args, request);
      answers.push(`${name} began`);
    } catch (error) {
      answers.push(error instanceof Error ? error.name : "no error");
    }
  }
  await new Promise((resolve) => setTimeout(resolve, 1)); // stands still while anything real is under way
  return answers;
});
