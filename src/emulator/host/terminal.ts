import { wireError } from "../../contract/wire.js";
import { withSession, type Session } from "../../api/session/session.js";
import type { Asking, Reply } from "../kernel/protocol.js";
import { StandIns } from "./stand-ins.js";

/**
 * The terminal of this process, if it has one: a prompt of Node's for each container that asks, one after the other. No
 * time passes meanwhile.
 */
export class Terminal {
  readonly #standIns: StandIns;
  #last: Promise<unknown> = Promise.resolve();

  constructor(onChange: () => void) {
    this.#standIns = new StandIns(onChange);
  }

  get isBusy(): boolean {
    return this.#standIns.isBusy;
  }

  ask(session: Session, asking: Asking): Promise<Reply> {
    if (!process.stdin.isTTY || !process.stdout.isTTY) {
      const message =
        "interact: no terminal is attached to this process. Run it in a terminal, without a pipe; to look into a function otherwise, attach a debugger to a world with `threads: 0`.";
      return Promise.resolve({ ok: false, error: wireError("InvalidError", message) });
    }
    const asked = this.#last.then(() => this.#standIns.run(session, (own) => talk(own, asking)));
    this.#last = asked;
    return asked;
  }
}

/** What is typed runs in this process, and what it asks of Modal is asked of the world that the container is in. */
async function talk(session: Session, asking: Asking): Promise<Reply> {
  const { start } = await import("node:repl");
  process.stdout.write(`${asking.function}, container ${asking.containerId}, waits until you leave with .exit\n`);
  const server = start({ prompt: "modal> " });
  const { eval: evaluate } = server;
  Object.assign(server, {
    eval: (...args: Parameters<typeof evaluate>) => withSession(session, () => Reflect.apply(evaluate, server, args)),
  });
  Object.assign(server.context, { asking });
  return new Promise((resolve) => {
    server.on("exit", () => resolve({ ok: true, value: null }));
  });
}
