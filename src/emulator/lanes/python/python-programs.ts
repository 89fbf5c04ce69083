import type { Reply, RunStart } from "./bridge/python-calls.js";
import { complain } from "../commands/native-command.js";
import { errorCode } from "../processes/system-errors.js";
import type { OwnProcess, Program } from "../processes/process.js";
import { untilAborted } from "../processes/until-aborted.js";
import { ComputingOrder, processors } from "./computing-order.js";
import { held } from "./held-turn.js";
import { Interpreter } from "./interpreter.js";
import { interpreterParts } from "./interpreter-parts.js";
import type { PythonPort } from "./python-port.js";
import { PythonRun } from "./python-run.js";

/** Names that Python is called by. */
export const PYTHON_NAMES: readonly string[] = ["python", "python3", "python3.13"];

const PACKAGES = "/usr/local/lib/python3.13/site-packages";

/** Programs that packages of the disk bring along, each the package of that name. */
const PACKAGE_PROGRAMS: readonly string[] = ["pytest"];

/** How long Python may compute without coming to a call of the system, in real milliseconds. */
const LIMIT_MS = 120_000;

/** Python of one sandbox. One program computes at a time, so that what they do to each other is always the same. */
export class PythonPrograms {
  readonly #port: PythonPort;
  readonly #order = new ComputingOrder(1);
  readonly #running = new Set<Interpreter>();
  #isOver = false;

  constructor(port: PythonPort) {
    this.#port = port;
    port.onEnd(() => {
      this.#isOver = true;
      for (const interpreter of this.#running) interpreter.terminate();
    });
  }

  find(name: string): Program | undefined {
    if (PYTHON_NAMES.includes(name)) return (process) => this.#run(process, []);
    if (!PACKAGE_PROGRAMS.includes(name) || !this.#port.has(`${PACKAGES}/${name}`)) return undefined;
    return (process) => this.#run(process, ["-m", name]);
  }

  async #run(process: OwnProcess, words: readonly string[]): Promise<number> {
    const parts = await held(
      this.#port,
      "loading python3",
      interpreterParts().catch(() => undefined),
    );
    if (!parts) {
      await complain(
        process,
        "machines in memory have Python of the package just-bash, which is not installed: npm install --save-dev just-bash",
      );
      return 127;
    }
    const place = new Place(this.#port, this.#order);
    await place.enter();
    if (this.#isOver || process.killed.aborted) {
      place.leave();
      return 0;
    }
    const interpreter = new Interpreter(parts);
    this.#running.add(interpreter);
    try {
      const { argv } = process;
      interpreter.start(startOf(process, [argv[0] ?? "python3", ...words, ...argv.slice(1)]));
      return await this.#serve(process, interpreter, place);
    } finally {
      place.leave();
      this.#running.delete(interpreter);
      interpreter.terminate();
    }
  }

  async #serve(process: OwnProcess, interpreter: Interpreter, place: Place): Promise<number> {
    const run = new PythonRun(process, this.#port, (signal) => interpreter.signal(signal));
    for (;;) {
      await place.enter();
      const asked = await held(this.#port, "python3", untilAborted(interpreter.next(), process.killed), LIMIT_MS);
      if (!asked) {
        await complain(
          process,
          `killed: it has computed for ${LIMIT_MS / 1_000} s of real time without asking anything`,
        );
        return 137;
      }
      if (asked.call === "end") {
        if (asked.crash !== undefined) await complain(process, `crashed: ${asked.crash}`);
        return asked.code;
      }
      let reply: Reply;
      try {
        let value = run.answer(asked);
        if (value instanceof Promise) {
          place.leave(); // whoever it waits for may be Python
          value = await value;
        }
        reply = { value, now: process.system.now() };
      } catch (error) {
        if (process.killed.aborted) throw error;
        reply = { errno: errorCode(error) ?? "EIO", now: process.system.now() };
      }
      interpreter.reply(reply);
    }
  }
}

/** A place to compute in, of the sandbox and of this thread. */
class Place {
  readonly #port: PythonPort;
  readonly #order: ComputingOrder;
  #isIn = false;

  constructor(port: PythonPort, order: ComputingOrder) {
    this.#port = port;
    this.#order = order;
  }

  async enter(): Promise<void> {
    if (this.#isIn) return;
    this.#isIn = true;
    await held(
      this.#port,
      "a place for python3",
      this.#order.enter().then(() => processors.enter()),
    );
  }

  leave(): void {
    if (!this.#isIn) return;
    this.#isIn = false;
    processors.leave();
    this.#order.leave();
  }
}

function startOf(process: OwnProcess, argv: readonly string[]): RunStart {
  const { system } = process;
  return {
    argv,
    env: Object.fromEntries(process.env),
    cwd: process.cwd,
    now: system.now(),
    seed: Array.from({ length: 4 }, () => Math.floor(system.random() * 2 ** 32)),
    pid: process.pid,
    parent: process.parent,
    hostname: system.hostname,
  };
}
