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

export interface InputSummary {
  readonly inputId: string;
  /** Attempts so far. */
  readonly attempts: number;
  /** `null` until it has ended. */
  readonly status: AttemptStatus | null;
}

/** One container of a world. */
export interface ContainerSummary {
  readonly containerId: string;
  readonly functionName: string;
  /** Why it was started. */
  readonly reason: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  /** `null` while it lives. */
  readonly stoppedAt: number | null;
}

export function callRecords(calls: Iterable<CallRecord>, matches: (target: CallTarget) => boolean): CallSummary[] {
  return [...calls]
    .filter(({ target }) => matches(target))
    .map(({ id, target, kind, inputs }) => ({
      callId: id,
      functionName: target.tag,
      kind,
      inputs: inputs.map(({ id: inputId, attempt, status }) => ({
        inputId,
        attempts: attempt,
        status: status ?? null,
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
      stoppedAt: stopped.get(containerId) ?? null,
    }));
}
