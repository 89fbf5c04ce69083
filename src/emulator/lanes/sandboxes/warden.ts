import { spawn, type ChildProcess } from "node:child_process";
import { endAll, STAYING } from "../programs/namespace-script.js";

/** Ends, when whoever has started it goes, all that have a variable in their environment. Its first argument says which. */
const SCRIPT = [
  ...STAYING,
  "while read -r line; do :; done",
  ...endAll('grep -qzxF "$1" $each/environ 2>/dev/null'),
].join("\n");

/**
 * Has programs end with this process, also if that is killed: where they have no namespace of their own, whose keeper
 * does that. To be used on behalf of nobody.
 */
export class Warden {
  readonly #shell: ChildProcess;

  /** @param mark as in `NAME=value` */
  constructor(mark: string) {
    this.#shell = spawn("/bin/sh", ["-c", SCRIPT, "modal-emulator", mark], {
      stdio: ["pipe", "ignore", "ignore"],
      env: { PATH: "/usr/sbin:/usr/bin:/sbin:/bin" },
      cwd: "/",
      detached: true, // what is sent to the group of this process must not end it first
    });
    this.#shell.on("error", () => undefined);
    this.#shell.stdin?.on("error", () => undefined);
    this.#shell.unref();
    (this.#shell.stdin as { unref?: () => void } | null)?.unref?.();
  }

  /** They end. */
  close(): void {
    this.#shell.stdin?.destroy();
  }
}
