import type { Attempts } from "../calls/attempts.js";
import type { WorkReport } from "../kernel/protocol.js";
import { InputRecord } from "../records/call-record.js";
import type { Container } from "../records/container.js";
import type { RunningInput } from "../records/workplace.js";
import type { ClusterAnswers } from "./cluster-answers.js";
import type { Member } from "./member.js";

/** What reports lead to, and what may go wrong with that. */
export interface ReportPort {
  readonly attempts: Attempts;
  /** @returns whether what an attempt came to gets lost on purpose */
  losesOutput(input: InputRecord, attempt: number): boolean;
}

type Output = Extract<WorkReport, { readonly type: "output" }>;

/** Takes what containers report of the inputs that they run. */
export class InputReports {
  readonly #port: ReportPort;

  constructor(port: ReportPort) {
    this.#port = port;
  }

  take(member: Member, container: Container, report: WorkReport): void {
    const input = member.find(report.inputId, report.attempt);
    if (!input) return;
    if (report.type !== "output") return input.isEnded ? undefined : passOn(input, report);
    if (member.answers) this.#answer(member, member.answers, container, input, report);
    else this.#end(member, input, report);
  }

  #end(member: Member, input: RunningInput, { attempt, outcome }: Output): void {
    if (isHeard(member, input)) {
      if (!this.#port.losesOutput(input, attempt)) this.#port.attempts.report(input, attempt, outcome);
    } else this.#gaveWay(member, input);
  }

  /**
   * A container of a cluster has ended its input; those that still work on one that has failed are interrupted. The
   * next one comes when all have ended it. Modal: docs/modal/batching-concurrency-clusters.md#clusters.
   */
  #answer(
    member: Member,
    answers: ClusterAnswers,
    container: Container,
    input: RunningInput,
    { attempt, outcome: own }: Output,
  ): void {
    const outcome = answers.add(container, own);
    const isWorking = answers.working.length > 0;
    if (!isHeard(member, input)) return isWorking ? undefined : this.#gaveWay(member, input);
    if (!outcome || this.#port.losesOutput(input, attempt)) return;
    if (isWorking)
      this.#port.attempts.interrupt(input, "was interrupted: it has failed in another container of its cluster");
    this.#port.attempts.report(input, attempt, outcome);
  }

  /** What was interrupted has come to its end: if its container stops, it runs again once that has. */
  #gaveWay(member: Member, input: RunningInput): void {
    if (input instanceof InputRecord) input.limit?.cancel();
    else member.released(input);
  }
}

/** What comes before an outcome. */
function passOn({ call: { sink } }: InputRecord, report: Exclude<WorkReport, Output>): void {
  if (report.type === "yield") sink?.item(report.item, report.attempt);
  else if (report.type === "answer") sink?.answered(report.head, report.pieces, report.end);
  else sink?.consumed(report.bytes);
}

/** False if the attempt was interrupted, or its container is. */
function isHeard({ container }: Member, input: RunningInput): input is InputRecord {
  return input instanceof InputRecord && container.state !== "exiting";
}
