import type { Commands } from "../../contract/backend.js";
import type { RpcTrouble } from "../../contract/client-commands.js";
import type { Kernel, Pending } from "../kernel/kernel.js";
import { type ArmedFault, includes } from "./armed-fault.js";
import type { Fault } from "./fault-plan.js";
import type { RpcAccess } from "./rpc-fault.js";

export type RpcFault = Extract<Fault, { kind: "rpc" }>;

/** What clients ask for by themselves is not meant by faults of any call. */
const TOKENS = "AuthTokenGet";

/** Lets calls of Modal's own clients fail or take time. */
export class RpcFaults {
  readonly #kernel: Kernel;
  readonly #faults: ArmedFault<RpcFault>[] = [];

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
    kernel.handle("client.call", (command, pending) => this.#meet(command, pending));
  }

  /** Whether any call could be hit. */
  get areThere(): boolean {
    return this.#faults.length > 0;
  }

  add(armed: ArmedFault<RpcFault>): void {
    this.#faults.push(armed);
  }

  #meet({ method, attempt }: Commands["client.call"]["command"], pending: Pending<"client.call">): void {
    const access: RpcAccess = { method, attempt, at: this.#kernel.now };
    const fault = this.#faults.find((armed) => isFor(armed, access) && armed.strikes())?.fault;
    if (!fault) return pending.reply(null);
    const { delayMs = 0 } = fault;
    const trouble = troubleOf(fault, method);
    this.#kernel.events.add("fault.rpc", { method, attempt, code: trouble?.code ?? null, delayMs });
    if (delayMs === 0) return pending.reply(trouble);
    pending.waitsFor = () => `a slow answer to ${method}`;
    const timer = this.#kernel.timers.set({
      at: this.#kernel.now + delayMs,
      kind: "arrival",
      label: () => `the end of a fault of ${method}`,
      fire: () => pending.reply(trouble),
    });
    pending.onEnd = () => timer.cancel();
  }
}

function isFor(armed: ArmedFault<RpcFault>, access: RpcAccess): boolean {
  const { method = "any", calls, attempts, when } = armed.fault;
  if (method === "any" ? access.method === TOKENS : !isNamed(access.method, method)) return false;
  return armed.isNumbered(access, calls) && includes(attempts, access.attempt) && (when?.(access) ?? true);
}

function isNamed(method: string, wanted: string | RegExp): boolean {
  return typeof wanted === "string" ? method === wanted : method.search(wanted) >= 0;
}

function troubleOf(fault: RpcFault, method: string): RpcTrouble | null {
  const { code, message, delayMs, retryAfterMs, afterMessages, losesAnswer } = fault;
  const isOnlySlow = code ?? message ?? retryAfterMs ?? afterMessages ?? losesAnswer;
  if (delayMs !== undefined && isOnlySlow === undefined) return null;
  return {
    code: code ?? (retryAfterMs === undefined ? "UNAVAILABLE" : "RESOURCE_EXHAUSTED"),
    message: message ?? `A fault hit this call of ${method}.`,
    retryAfterMs,
    afterMessages,
    losesAnswer,
  };
}
