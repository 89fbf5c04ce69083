import type { Backend } from "../../../contract/backend.js";
import { InvalidError, NotFoundError } from "../../../contract/errors.js";
import { parseExecOptions } from "../../../api/sandboxes/exec-options.js";
import { checkCommand } from "../../../api/sandboxes/command-words.js";
import { Secret } from "../../../api/storage/secret.js";
import { TaskExecStderrConfig, TaskExecStdoutConfig, type TaskExecStartRequest } from "../../protocol/modal.js";
import { secretsOfSources } from "../sandboxes/create-options.js";
import { sandboxIdOf } from "../task-ids.js";
import { StartedExec, type Exec } from "./exec.js";
import { fileRequest, FILE_TOOL } from "./file-request.js";
import { FileTool } from "./file-tool.js";
import { ProgramExec } from "./program-exec.js";

/** So many are known at least, whether they have ended or not. */
const KEPT = 200;

export interface ExecSubject {
  readonly taskId: string;
  readonly execId: string;
}

/** The commands that clients have started, by the ids that they have made up; of those that have ended, the last ones. */
export class Execs {
  readonly #backend: Backend;
  readonly #started = new Map<string, Promise<StartedExec>>();

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  /** Starts a command; one that is started already goes on. */
  async start(request: TaskExecStartRequest): Promise<void> {
    const key = keyOf(request);
    const starting = this.#started.get(key) ?? this.#start(request).then((exec) => new StartedExec(exec));
    this.#started.set(key, starting);
    try {
      await starting;
      if (this.#started.size > KEPT) await this.#forgetOldest();
    } catch (error) {
      this.#started.delete(key);
      throw error;
    }
  }

  /** @throws NotFoundError for one that was not started */
  async find(subject: ExecSubject): Promise<StartedExec> {
    const found = this.#started.get(keyOf(subject));
    if (found) return found;
    throw new NotFoundError(`There is no command ${subject.execId} in ${sandboxIdOf(subject.taskId)}.`);
  }

  /** Forgets the oldest if it has ended; otherwise it is asked again after all others. */
  async #forgetOldest(): Promise<void> {
    for (const [key, oldest] of this.#started) {
      this.#started.delete(key);
      if (await isRunning(oldest)) this.#started.set(key, oldest);
      return;
    }
  }

  async #start(request: TaskExecStartRequest): Promise<Exec> {
    const { commandArgs: argv, taskId, containerId } = request;
    const sandboxId = containerId || sandboxIdOf(taskId);
    if (argv[0] === FILE_TOOL) return FileTool.start(this.#backend, sandboxId, fileRequest(argv));
    if (argv.length === 0) throw new InvalidError("exec takes a command.");
    checkCommand("exec", argv);
    const { exec } = parseExecOptions("exec", argv, optionsOf(request));
    return ProgramExec.start(this.#backend, sandboxId, exec);
  }
}

async function isRunning(started: Promise<StartedExec>): Promise<boolean> {
  try {
    return (await (await started).exec.wait(0)) === null;
  } catch {
    return false; // its sandbox is gone
  }
}

function keyOf({ taskId, execId }: ExecSubject): string {
  return `${taskId} ${execId}`;
}

function optionsOf(request: TaskExecStartRequest): Parameters<typeof parseExecOptions>[2] {
  const { stdoutConfig, stderrConfig, timeoutSecs, workdir, secretIds, secretSources, env, ptyInfo } = request;
  return {
    stdout: stdoutConfig === TaskExecStdoutConfig.TASK_EXEC_STDOUT_CONFIG_DEVNULL ? "ignore" : "pipe",
    stderr: stderrConfig === TaskExecStderrConfig.TASK_EXEC_STDERR_CONFIG_DEVNULL ? "ignore" : "pipe",
    mode: "binary",
    secrets: [...secretIds.map((id) => Secret.fromId(id)), ...secretsOfSources(secretSources)],
    env,
    pty: ptyInfo?.enabled ?? false,
    ...(timeoutSecs && { timeoutMs: timeoutSecs * 1000 }),
    ...(workdir && { workdir }),
  };
}
