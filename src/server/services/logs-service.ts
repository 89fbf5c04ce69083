import type { LoggedLine, LogSource, LogSubject } from "../../contract/log-commands.js";
import {
  FileDescriptor,
  type AppCountLogsResponse_LogBucket,
  type TaskLogsBatch,
  type Timestamp,
} from "../protocol/modal.js";
import type { Init } from "../rpc/handlers.js";
import { millisecondsIn, millisecondsOf, timestampOf } from "../values/timestamps.js";
import { sandboxIdOf } from "./task-ids.js";
import { orUndefined, type Service } from "./service.js";

/** A stream that may stay open for so many seconds stays open: nothing would be gained by another one. */
const LONGEST_STREAM_S = 55;

/** Whose logs are asked for: the narrowest that is given. */
interface Asked {
  readonly appId: string;
  readonly functionId: string;
  readonly functionCallId: string;
  readonly sandboxId: string;
  /** Of a sandbox. */
  readonly taskId: string;
}

/** What containers have written. */
export const logs: Service = ({ backend }) => {
  const read = (request: Asked & Parameters<typeof spanOf>[0] & Parameters<typeof filterOf>[0], last?: number) =>
    backend.send("logs.read", { subject: subjectOf(request), ...spanOf(request), ...filterOf(request), last });
  return {
    appFetchLogs: async (request) => {
      const lines = await read(request);
      const limit = request.limit === 0 ? lines.length : request.limit;
      return { batches: lines.slice(Math.max(0, lines.length - limit)).map((line) => batchOf(line)) };
    },
    appCountLogs: async (request) => {
      const lines = await read(request);
      const since = millisecondsOf(request.since) ?? 0;
      return { appId: request.appId, buckets: bucketsOf(lines, since, Math.max(1, request.bucketSecs) * 1000) };
    },
    appGetLogs: async function* (request) {
      const timeoutMs = request.timeout >= LONGEST_STREAM_S ? undefined : millisecondsIn(request.timeout);
      const subject = subjectOf(request);
      let after = request.lastEntryId === "" ? undefined : Number(request.lastEntryId);
      for (;;) {
        const heard = await backend.send("logs.follow", { subject, after, timeoutMs });
        after = heard.after;
        for (const line of heard.lines) yield batchOf(line, String(after));
        // an empty end is that of the time that the stream had, or that of the app
        if (heard.isDone) {
          yield { entryId: String(after), appDone: heard.lines.length > 0 || timeoutMs === undefined };
          return;
        }
      }
    },
    functionCallGetInfo: async ({ functionCallId }) => {
      const counts = await backend.send("call.progress", { callId: functionCallId });
      const { pending, succeeded, failed, timedOut, terminated } = counts;
      return {
        info: {
          functionCallId,
          totalInputs: pending + succeeded + failed + timedOut + terminated,
          pendingInputs: { total: pending },
          succeededInputs: { total: succeeded },
          failedInputs: { total: failed },
          timeoutInputs: { total: timedOut },
          cancelledInputs: { total: terminated },
        },
      };
    },
  };
};

function subjectOf({ appId, functionId, functionCallId, sandboxId, taskId }: Asked): LogSubject {
  if (sandboxId !== "" || taskId !== "") return { kind: "sandbox", id: sandboxId || sandboxIdOf(taskId) };
  if (functionCallId !== "") return { kind: "call", id: functionCallId };
  if (functionId !== "") return { kind: "function", id: functionId };
  return { kind: "app", id: appId, name: undefined };
}

function spanOf({ since, until }: { readonly since: Timestamp | null; readonly until: Timestamp | null }): object {
  return { since: millisecondsOf(since), until: millisecondsOf(until) };
}

const DESCRIPTORS: Readonly<Record<LogSource, FileDescriptor>> = {
  stdout: FileDescriptor.FILE_DESCRIPTOR_STDOUT,
  stderr: FileDescriptor.FILE_DESCRIPTOR_STDERR,
  system: FileDescriptor.FILE_DESCRIPTOR_INFO,
};
const SOURCES: Readonly<Record<number, LogSource | undefined>> = Object.fromEntries(
  Object.entries(DESCRIPTORS).map(([source, descriptor]) => [descriptor, source as LogSource]),
);

function filterOf({ source, searchText }: { readonly source: FileDescriptor; readonly searchText: string }): object {
  return { source: SOURCES[source], text: orUndefined(searchText) };
}

/** A line by itself: each has its own container and input. */
function batchOf(
  { at, source, text, contextIds, containerId, inputId }: LoggedLine,
  entryId = "",
): Init<TaskLogsBatch> {
  const [functionId = ""] = contextIds.filter((id) => id.startsWith("fu-"));
  const [functionCallId = ""] = contextIds.filter((id) => id.startsWith("fc-"));
  const item = {
    data: `${text}\n`,
    timestamp: at / 1000,
    fileDescriptor: DESCRIPTORS[source],
    functionCallId,
    inputId: inputId ?? "",
    containerId,
  };
  return { entryId, taskId: containerId, functionId, inputId: inputId ?? "", items: [item] };
}

/** @param bucketMs how long each is; those without a line are left out */
function bucketsOf(
  lines: readonly LoggedLine[],
  since: number,
  bucketMs: number,
): Init<AppCountLogsResponse_LogBucket>[] {
  const buckets = new Map<number, { stdoutLogs: number; stderrLogs: number }>();
  for (const { at, source } of lines) {
    const start = since + Math.floor((at - since) / bucketMs) * bucketMs;
    const bucket = buckets.get(start) ?? { stdoutLogs: 0, stderrLogs: 0 };
    buckets.set(start, bucket);
    if (source === "stderr") bucket.stderrLogs++;
    else bucket.stdoutLogs++;
  }
  return Array.from(buckets, ([start, counts]) => ({ bucketStartAt: timestampOf(start), ...counts }));
}
