import type { SandboxCommands } from "../../contract/sandbox-commands.js";
import type { SandboxResult } from "../../contract/sandbox-definition.js";
import type { Kernel, Pending } from "../kernel/kernel.js";
import { limitWait } from "../kernel/limit-wait.js";
import { secretValues } from "../storage/secrets.js";
import type { Storage } from "../storage/storage.js";
import type { ProcessRecord } from "./process-record.js";
import { whyOver } from "./sandbox-ends.js";
import type { SandboxRecord } from "./sandbox-record.js";
import type { Sandboxes } from "./sandboxes.js";

/** Commands about the processes of sandboxes, and their ends. */
export function handleProcesses(kernel: Kernel, sandboxes: Sandboxes, storage: Storage): void {
  sandboxes.handle("sandbox.exec", (sandbox, { exec }, pending) => {
    if (sandbox.result) return pending.fail("ConflictError", whyOver(sandbox.id, sandbox.result));
    const trouble = sandboxes.execFaults.trouble(sandbox.id, exec.argv);
    if (trouble) return pending.failWith(trouble);
    const env: Record<string, string> = {};
    for (const secret of exec.secrets) {
      const values = secretValues(storage.secrets, secret, sandbox.app.environment, pending);
      if (!values) return;
      Object.assign(env, values);
    }
    const start = (): void => pending.reply({ process: sandbox.processes.exec(exec, env) });
    if (!exec.pty || sandbox.definition.runtime === "memory") return start();
    sandbox.tasks.ask(
      { do: "terminals" },
      { answered: () => void (pending.isOpen && start()), failed: (error) => pending.failWith(error) },
    );
  });
  sandboxes.handle(
    "sandbox.read",
    (sandbox, { process, stream, offset, isPassive = false, isTyped = false }, pending) => {
      pending.isPassive = isPassive;
      pending.waitsFor = () => `${stream} of ${nameOf(sandbox, process)}`;
      const found = find(sandbox, process, pending);
      found?.read(stream, offset, pending);
      if (isTyped) found?.waits.add(pending);
      sandbox.hold(pending);
    },
  );
  sandboxes.handle("sandbox.write", (sandbox, { process, data, isEnd }, pending) => {
    const found = find(sandbox, process, pending);
    if (!found) return;
    if (found.code !== undefined)
      return pending.fail("ConflictError", `${nameOf(sandbox, process)} has ended: nothing can be written to it.`);
    sandbox.tasks.send({ do: "write", process, data, isEnd });
    sandbox.touch();
    pending.reply(null);
  });
  sandboxes.handle("sandbox.resize", (sandbox, { process, columns, rows }, pending) => {
    const found = find(sandbox, process, pending);
    if (!found) return;
    if (found.code === undefined) sandbox.tasks.send({ do: "resize", process, columns, rows });
    pending.reply(null);
  });
  sandboxes.handle("sandbox.waitProcess", (sandbox, { process, timeoutMs }, pending) => {
    pending.waitsFor = () => nameOf(sandbox, process);
    const found = find(sandbox, process, pending);
    if (found) answerWithin(kernel, pending, timeoutMs, (done) => found.hasEnded.when(done));
    sandbox.hold(pending);
  });
  sandboxes.handle("sandbox.wait", (sandbox, { timeoutMs }, pending) => {
    pending.waitsFor = () => `sandbox ${sandbox.id}`;
    answerWithin(kernel, pending, timeoutMs, (done: (result: SandboxResult) => void) => sandbox.hasEnded.when(done));
    sandbox.hold(pending);
  });
  sandboxes.handle("sandbox.terminate", (sandbox, _command, pending) => {
    sandbox.end("TERMINATED");
    pending.reply(null);
  });
}

type Waiting = "sandbox.wait" | "sandbox.waitProcess";

/** Answers with what is waited for, or with `null` when the time is over. */
function answerWithin<C extends Waiting>(
  kernel: Kernel,
  pending: Pending<C>,
  timeoutMs: number | undefined,
  wait: (done: (value: SandboxCommands[C]["result"] & {}) => void) => () => void,
): void {
  const forget = wait((value) => pending.reply(value));
  limitWait(kernel, pending, timeoutMs, () => pending.reply(null), forget);
}

function find(sandbox: SandboxRecord, process: number, pending: Pending): ProcessRecord | undefined {
  const found = sandbox.processes.get(process);
  if (!found) pending.fail("NotFoundError", `Sandbox ${sandbox.id} has no process ${process}.`);
  return found;
}

function nameOf({ id }: SandboxRecord, process: number): string {
  return process === 0 ? `sandbox ${id}` : `process ${process} of sandbox ${id}`;
}
