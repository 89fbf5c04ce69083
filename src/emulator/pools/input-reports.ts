import { wireError } from "../../contract/wire.js";
import type { Attempts } from "../calls/attempts.js";
import type { Kernel } from "../kernel/kernel.js";
import type { WorkReport } from "../kernel/protocol.js";
import type { ContainerLife } from "../life/container-life.js";
import type { InputRecord } from "../records/call-record.js";
import type { Container } from "../records/container.js";
import type { ClusterAnswers } from "./cluster-answers.js";
import type { Member } from "./member.js";

/** What reports lead to, and what may go wrong with that. */
export interface ReportPort {
  readonly attempts: Attempts;
  readonly life: ContainerLife;
  /** @returns whether what an attempt came to gets lost on purpose */
  losesOutput(input: InputRecord, attempt: number): boolean;
}

type ReportOf<T extends WorkReport["type"]> = Extract<WorkReport, { readonly type: T }>;

/** Takes what containers report of the inputs that they run. */
export class InputReports {
  readonly #kernel: Kernel;
  readonly #port: ReportPort;

  constructor(kernel: Kernel, port: ReportPort) {
    this.#kernel = kernel;
    this.#port = port;
  }

  take(member: Member, container: Container, report: WorkReport): void {
    switch (report.type) {
      case "output":
        return member.answers ? this.#answer(member, member.answers, container, report) : this.#end(member, report);
      case "yield": {
        const input = member.find(report.inputId, report.attempt);
        return input && !input.isEnded ? input.call.sink?.item(report.item, report.attempt) : undefined;
      }
      case "cancelled":
        return this.#cancelled(member, container, report);
    }
  }

  #end(member: Member, { inputId, attempt, outcome }: ReportOf<"output">): void {
    const input = member.find(inputId, attempt);
    if (!input || member.container.state === "exiting") return; // it was interrupted, and runs again
    if (input.isEnded) member.released(input); // it was cancelled and ended in one round
    else if (!this.#port.losesOutput(input, attempt)) this.#port.attempts.report(input, attempt, outcome);
  }

  /**
   * A container of a cluster has ended its input; those that still work on one that has failed are interrupted.
   * Modal: docs/modal/batching-concurrency-clusters.md#clusters.
   */
  #answer(
    member: Member,
    answers: ClusterAnswers,
    container: Container,
    { inputId, attempt, outcome: own }: ReportOf<"output">,
  ): void {
    const input = member.find(inputId, attempt);
    if (!input || member.container.state === "exiting") return;
    if (input.isEnded) return member.container === container ? member.released(input) : undefined;
    const outcome = answers.add(container, own);
    if (!outcome) return;
    for (const { ordinal } of answers.working) {
      this.#kernel.forgetInput(ordinal, inputId);
      this.#kernel.deliver(ordinal, { type: "cancel", inputId });
    }
    if (!this.#port.losesOutput(input, attempt)) this.#port.attempts.report(input, attempt, outcome);
  }

  /** How a cancelled input took it. In a cluster, rank 0 says so for all, unless one of them has to end. */
  #cancelled(member: Member, container: Container, { inputId, isSettled }: ReportOf<"cancelled">): void {
    const { attempts, life } = this.#port;
    const input = member.find(inputId);
    if (!input || member.container !== container) {
      if (!isSettled && container.cluster) life.drop(container, NOT_ENDED);
      return;
    }
    const settle = (): void => {
      for (const each of member.callOf(input)) {
        if (each.isEnded) member.released(each);
        else attempts.finish(each, each.attempt, "TERMINATED", { ok: false, error: wireError("RemoteError", "") });
      }
    };
    if (isSettled) settle();
    else life.drop(container, NOT_ENDED, settle);
  }
}

const NOT_ENDED = "a cancelled input did not end";
