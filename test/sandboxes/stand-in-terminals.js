import { spawn as start } from "node:child_process";
import { constants } from "node:os";

/* What the package node-pty does as far as it is used, by pipes. */

export function spawn(file, args, { name, cwd, env }) {
  const child = start(file, args, { cwd, env: { ...env, TERM: name }, detached: true });
  return {
    pid: child.pid,
    onData: (listener) => {
      child.stdout.on("data", listener);
      child.stderr.on("data", listener);
    },
    onExit: (listener) =>
      child.on("close", (code, signal) =>
        listener({ exitCode: code ?? 0, signal: signal ? constants.signals[signal] : 0 }),
      ),
    write: (data) => {
      if (data === "\u0004") child.stdin.end();
      else child.stdin.write(data);
    },
    resize: (columns, rows) => child.stdin.write(`${columns}x${rows}\n`),
    pause: () => child.stdout.pause(),
    resume: () => child.stdout.resume(),
  };
}
