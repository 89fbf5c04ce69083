import type { Session } from "../../api/session/session.js";
import { decodeThrown, decodeValue } from "../../api/session/values.js";
import type { CallTarget } from "../records/function-record.js";
import type { CallKind, CallRecord } from "../records/call-record.js";
import type { AttemptStatus } from "../kernel/events.js";
import type { EventLog } from "../kernel/event-log.js";
import type { ContainerOrigin } from "../life/containers.js";
import type { ContainerTarget } from "../records/container-target.js";

/** One function call of a world. */
export interface CallSummary {
  readonly callId: string;
  readonly functionName: string;
  readonly kind: CallKind;
  readonly inputs: readonly InputSummary[];
}

/** An input of a call, and what it has come to. */
export interface InputSummary {
  readonly inputId: string;
  /** Attempts so far. */
  readonly attempts: number;
  /** `null` until it has ended. */
  readonly status: AttemptStatus | null;
  /**
   * What it returned, a copy each time; `undefined` if it did not, for generators, and where `hasResult` is false.
   */
  readonly result: unknown;
  /** Whether `result` is what it returned: results with buffers of 64 KiB or more are not kept. */
  readonly hasResult: boolean;
  /** What it failed with in the end, a copy each time; `undefined` if it did not. */
  readonly error: unknown;
}

/** One container of a world. */
export interface ContainerSummary {
  readonly containerId: string;
  readonly appId: string;
  readonly functionName: string;
  /** Of a container that is one. */
  readonly sandboxId?: string;
  /** Why it was started. */
  readonly reason: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  /** `null` while it lives. */
  readonly stoppedAt: number | null;
}

/** @param session in which what crossed becomes values and errors */
export function callRecords(
  calls: Iterable<CallRecord>,
  matches: (target: CallTarget) => boolean,
  session: Session,
): CallSummary[] {
  return [...calls]
    .filter(({ target }) => matches(target))
    .map(({ id, target, kind, inputs }) => ({
      callId: id,
      functionName: target.tag,
      kind,
      inputs: inputs.map(({ id: inputId, attempt, status, record }) => ({
        inputId,
        attempts: attempt,
        status: status ?? null,
        hasResult: record?.ok === true,
        get result() {
          return record?.ok ? decodeValue(record.value, session) : undefined;
        },
        get error() {
          return record?.ok === false ? decodeThrown(record.error, session) : undefined;
        },
      })),
    }));
}

export function containerRecords(
  origins: ReadonlyMap<string, ContainerOrigin>,
  events: EventLog,
  matches: (target: ContainerTarget) => boolean,
): ContainerSummary[] {
  const stopped = new Map(events.of("container.stopped").map(({ container, at }) => [container, at]));
  return [...origins]
    .filter(([, { target }]) => matches(target))
    .map(([containerId, { target, reason, createdAt }]) => ({
      containerId,
      functionName: target.tag,
      reason,
      createdAt,
      appId: target.app.id,
      ...(target.isSandbox && { sandboxId: target.id }),
      stoppedAt: stopped.get(containerId) ?? null,
    }));
}
