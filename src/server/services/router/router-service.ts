import type { SandboxStream } from "../../../contract/sandbox-definition.js";
import { RpcError } from "../../rpc/status.js";
import type { RouterService } from "../service.js";
import { sandboxIdOf } from "../task-ids.js";
import { Execs, type ExecSubject } from "./execs.js";
import { ProgramExec } from "./program-exec.js";
import { StartedExec } from "./exec.js";
import { pieces } from "./exec-pieces.js";

/** How long an answer may take, in seconds: clients ask again after a minute. */
const LONGEST_WAIT_S = 55;

/** Commands in sandboxes, and what goes in and out of them. */
export const router: RouterService = ({ backend }, polls) => {
  const execs = new Execs(backend);
  /** By sandbox: the input of its main process. */
  const inputs = new Map<string, StartedExec>();
  const main = (taskId: string): StartedExec => {
    const sandboxId = sandboxIdOf(taskId);
    const known = inputs.get(sandboxId) ?? new StartedExec(new ProgramExec(backend, sandboxId, 0));
    inputs.set(sandboxId, known);
    return known;
  };
  return {
    taskExecStart: async (request) => {
      await execs.start(request);
      return {};
    },
    taskExecStdioRead: async function* ({ fileDescriptor, offset, ...subject }) {
      const { exec } = await execs.find(subject);
      for await (const { data } of pieces(exec, streamOf(fileDescriptor), offset)) yield { data };
    },
    taskExecStdinWrite: async ({ offset, data, eof, ...subject }) => {
      const started = await execs.find(subject);
      await started.write(eof && data.length === 0 ? started.received : offset, data, eof);
      return {};
    },
    taskExecStdinWriteStream: async (requests) => {
      let written: { readonly started: StartedExec; offset: number } | undefined;
      for await (const { start, data, end } of requests) {
        if (start) written = { started: await execs.find(start), offset: start.offset };
        else if (!written) throw new RpcError("INVALID_ARGUMENT", "Input begins with what it is for.");
        else if (data) {
          await written.started.write(written.offset, data, false);
          written.offset += data.length;
        } else if (end) await written.started.write(written.offset, new Uint8Array(), true);
      }
      return {};
    },
    taskExecStdinStatus: async (subject) => {
      const { received, isClosed } = await execs.find(subject);
      return { numBytesWritten: received, closed: isClosed };
    },
    taskExecWait: async (subject) => {
      const { exec } = await execs.find(subject);
      const code = await polls.ask(keyOf(subject), LONGEST_WAIT_S, async (how) => {
        return (await exec.wait(LONGEST_WAIT_S * 1000, how)) ?? undefined;
      });
      if (code === undefined) throw new RpcError("DEADLINE_EXCEEDED", "The command still runs.");
      return { code };
    },
    taskExecPoll: async (subject) => {
      const code = await (await execs.find(subject)).exec.wait(0);
      return code === null ? {} : { code };
    },
    sandboxStdioReadV2: ({ taskId, fileDescriptor, offset }) =>
      pieces(main(taskId).exec, streamOf(fileDescriptor), offset),
    sandboxStdinWriteV2: async ({ taskId, offset, data, eof }) => {
      await main(taskId).write(offset, data, eof);
      return {};
    },
  };
};

function keyOf({ taskId, execId }: ExecSubject): string {
  return `${taskId} ${execId}`;
}

/** Which output a number of the router's protocol stands for. */
function streamOf(fileDescriptor: number): SandboxStream {
  return fileDescriptor === 1 ? "stderr" : "stdout";
}
