import type { CommandName, Commands } from "../../../contract/backend.js";
import { withoutSession } from "../../../api/session/session.js";
import type { RealServers } from "../container/container-web.js";
import type { ProgramRuntime } from "./program-runtime.js";
import type { Stir } from "./stir.js";

/**
 * Servers that real programs of a sandbox run, on ports of this machine, as requests through tunnels reach them. What
 * is under way there holds no turn: whoever waits for an answer waits for the programs.
 */
export class SandboxServers implements RealServers {
  readonly #runtime: ProgramRuntime;
  readonly #stir: Stir;

  constructor(runtime: ProgramRuntime, stir: Stir) {
    this.#runtime = runtime;
    this.#stir = stir;
  }

  async ask<C extends CommandName>(
    name: C,
    command: Commands[C]["command"],
    send: () => Promise<Commands[C]["result"]>,
  ): Promise<Commands[C]["result"]> {
    try {
      return await withoutSession(async () => {
        if ("request" in command && typeof command.request === "object") await this.#check(command.request.url);
        return send();
      });
    } finally {
      this.#stir.happened();
    }
  }

  /** A port of this machine may be somebody else's. */
  async #check(url: string): Promise<void> {
    const { port } = new URL(url);
    if (!(await this.#runtime.isListening(Number(port))))
      throw new TypeError(`None of the programs of this sandbox listens on port ${port}.`);
  }
}
