import type { AddedProgram } from "../../contract/program-commands.js";
import type { Kernel, Pending } from "../kernel/kernel.js";
import type { Reply } from "../kernel/protocol.js";
import type { SandboxRecord } from "./sandbox-record.js";

/** A program that the host runs for a process of a sandbox. */
interface Running {
  readonly sandbox: SandboxRecord;
  readonly process: number;
  readonly pending: Pending<"program.run">;
}

/** Programs of sandboxes that the host runs: commands that tests have added. */
export class HostPrograms {
  readonly #kernel: Kernel;
  readonly #running = new Map<number, Running>();
  #added: readonly AddedProgram[] = [];
  #last = 0;
  /** Hears of what there is now. */
  onAdded: ((added: readonly AddedProgram[]) => void) | undefined;

  /** @param sandboxOf the sandbox of a container */
  constructor(kernel: Kernel, sandboxOf: (ordinal: number) => SandboxRecord | undefined) {
    this.#kernel = kernel;
    kernel.handle("program.run", ({ process, ...call }, pending) => {
      const sandbox = sandboxOf(pending.origin.ordinal);
      if (!sandbox) return pending.fail("InvalidError", "Only sandboxes have programs that the host runs.");
      const id = ++this.#last;
      this.#running.set(id, { sandbox, process, pending });
      pending.waitsFor = () => `\`${call.argv.join(" ")}\`, which the test runs`;
      pending.onEnd = () => this.#end(id);
      kernel.deliverToHost({ type: "program", id, call, sandbox: sandbox.id });
    });
    kernel.handle("program.kill", ({ process }, pending) => {
      const { ordinal } = pending.origin;
      for (const running of this.#running.values())
        if (running.process === process && running.pending.origin.ordinal === ordinal) running.pending.reply(137);
      pending.reply(null);
    });
    kernel.handle("program.do", ({ program: id, operation }, pending) => {
      const running = this.#running.get(id);
      if (!running) return pending.fail("ConflictError", "The process of this command has ended.");
      const { sandbox, process } = running;
      pending.waitsFor = () => `${operation.op} of a command in sandbox ${sandbox.id}`;
      sandbox.tasks.ask(
        { do: "program", process, operation },
        { answered: (answer) => pending.reply(answer), failed: (error) => pending.failWith(error) },
      );
    });
  }

  /** Those that there are. */
  get added(): readonly AddedProgram[] {
    return this.#added;
  }

  add(program: AddedProgram): void {
    this.#added = [...this.#added, program];
    this.onAdded?.(this.#added);
  }

  /** What the host has run has come to an end. */
  ended(id: number, reply: Reply): void {
    const running = this.#running.get(id);
    if (!running) return;
    if (reply.ok) running.pending.reply(reply.value as number);
    else running.pending.failWith(reply.error);
  }

  /** Nobody waits for it any more: its sandbox, or its process, is gone. */
  #end(id: number): void {
    if (this.#running.delete(id)) this.#kernel.deliverToHost({ type: "programEnded", id });
  }
}
