import type { ProbeDefinition } from "../../contract/sandbox-definition.js";
import { type WireError, wireError } from "../../contract/wire.js";
import type { Kernel, Pending } from "../kernel/kernel.js";
import { limitWait } from "../kernel/limit-wait.js";
import type { TimerHandle } from "../kernel/timer-queue.js";
import type { SandboxRecord } from "./sandbox-record.js";

/** Whether a sandbox is ready: its probe is made again and again until it succeeds. No time passes for its sake alone. */
export class Readiness {
  readonly #probe: ProbeDefinition;
  readonly #sandbox: SandboxRecord;
  readonly #kernel: Kernel;
  readonly #waiting = new Set<Pending<"sandbox.ready">>();
  #next: TimerHandle | undefined;
  #isReady = false;

  constructor(probe: ProbeDefinition, sandbox: SandboxRecord, kernel: Kernel) {
    this.#probe = probe;
    this.#sandbox = sandbox;
    this.#kernel = kernel;
  }

  /** The sandbox runs. */
  begin(): void {
    const heard = (isReady: boolean): void => {
      if (this.#sandbox.result) return;
      if (isReady) return this.#ready();
      this.#next = this.#kernel.timers.set({
        at: this.#kernel.now + this.#probe.intervalMs,
        kind: "arrival",
        label: () => `readiness probe of sandbox ${this.#sandbox.id}`,
        fire: () => this.begin(),
      });
      this.#next.setActive(this.#waiting.size > 0);
    };
    if (this.#probe.kind === "exec") return this.#sandbox.processes.run(this.#probe.argv, (code) => heard(code === 0));
    const { port } = this.#probe;
    this.#sandbox.tasks.ask(
      { do: "probe", port },
      { answered: ({ isListening = false }) => heard(isListening), failed: () => heard(false) },
    );
  }

  /** Answers when it is ready; rejects after `timeoutMs`, and when the sandbox has ended. */
  wait(timeoutMs: number, pending: Pending<"sandbox.ready">): void {
    if (this.#isReady) return pending.reply(null);
    this.#waiting.add(pending);
    this.#next?.setActive(true);
    const tooLate = (): void =>
      pending.fail("TimeoutError", `Sandbox ${this.#sandbox.id} was not ready within ${timeoutMs} milliseconds.`);
    limitWait(this.#kernel, pending, timeoutMs, tooLate, () => {
      this.#waiting.delete(pending);
      this.#next?.setActive(this.#waiting.size > 0);
    });
  }

  close(
    error: WireError = wireError("ConflictError", `Sandbox ${this.#sandbox.id} has ended before it was ready.`),
  ): void {
    this.#next?.cancel();
    for (const pending of [...this.#waiting]) pending.failWith(error);
  }

  #ready(): void {
    this.#isReady = true;
    this.#kernel.events.add("sandbox.ready", { sandbox: this.#sandbox.id });
    for (const pending of [...this.#waiting]) pending.reply(null);
  }
}
