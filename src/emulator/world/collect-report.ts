import { decodeThrown } from "../../api/session/values.js";
import { isWireError } from "../../contract/wire.js";
import { version } from "../../checks/package-files.js";
import { definitionLine } from "../../report/model/definition-line.js";
import {
  REPORT_FORMAT,
  type ReportApp,
  type ReportBill,
  type ReportContainer,
  type ReportData,
  type ReportFailure,
  type ReportFunction,
} from "../../report/model/report-data.js";
import type { AppRecord } from "../records/app-record.js";
import type { CallTarget } from "../records/function-record.js";
import { allSubjects, subjectsOf } from "./report-subjects.js";
import { worldBill } from "./world-bill.js";
import type { WorldParts } from "./world-parts.js";
import { ShownSources } from "./shown-sources.js";

export interface ReportSubject {
  /** Left out: the names of the apps. */
  readonly title: string | undefined;
  readonly seed: number | string;
  readonly failure: ReportFailure | undefined;
}

/** Of more events than these, a report has the last: its JSON has to fit into one text. */
const MAX_EVENTS = 1_000_000;

/**
 * Everything that a report of a world shows, values of secrets masked.
 * @param since number of its first event: what else there is, but for the bill, is of these events alone
 */
export function collectReport(parts: WorldParts, { title, seed, failure }: ReportSubject, since = 0): ReportData {
  const { kernel, rounds, host } = parts;
  const first = Math.max(kernel.events.dropped, kernel.events.length - MAX_EVENTS);
  const events = kernel.events.since(Math.max(first, since));
  const subjects = since > 0 ? subjectsOf(events, parts) : allSubjects(parts);
  const mask = (text: string): string => kernel.masking.mask(text);
  const sources = new ShownSources(mask);
  const apps: Record<string, ReportApp> = {};
  const functions: Record<string, ReportFunction> = {};
  const noteApp = ({ id, title: name, environment }: AppRecord): string => {
    apps[id] ??= { name, environment };
    return id;
  };
  const noteFunction = (target: CallTarget): string => {
    functions[target.id] ??= { tag: target.tag, app: noteApp(target.app), ...placeOf(target, sources) };
    return target.id;
  };
  const callTable: Record<string, string> = {};
  const stacks: Record<string, string> = {};
  for (const { app, name, environment } of [...kernel.events.of("app.started"), ...kernel.events.of("app.deployed")])
    apps[app] ??= { name: name ?? app, environment };
  for (const call of subjects.calls) callTable[call.id] = noteFunction(call.target);
  for (const { id, record } of subjects.inputs) {
    if (record?.ok !== false) continue;
    if (isWireError(record.error) && record.error.stack === undefined) continue; // it was thrown by no code
    const thrown = decodeThrown(record.error, host.session);
    if (thrown instanceof Error && thrown.stack !== undefined) stacks[id] = mask(sources.shown(thrown.stack));
  }
  const containerTable: Record<string, ReportContainer> = {};
  for (const [id, { target }] of subjects.containers) {
    if (target.service) noteFunction(target.service);
    const { id: targetId, tag, app, isSandbox } = target;
    containerTable[id] = { target: targetId, tag, app: noteApp(app), ...(isSandbox && { isSandbox }) };
  }
  return {
    format: REPORT_FORMAT,
    title: mask(title ?? titleOf(apps)),
    version,
    seed: String(seed),
    now: rounds.now,
    dropped: first,
    failure: failure ? maskedFailure(failure, mask, sources) : null,
    apps,
    functions,
    containers: containerTable,
    calls: callTable,
    stacks,
    bill: billOf(parts),
    sources: sources.texts,
    events,
  };
}

function placeOf({ definition, tag }: CallTarget, sources: ShownSources): Pick<ReportFunction, "file" | "line"> {
  const file = definition.file === undefined ? undefined : sources.add(definition.file);
  if (file === undefined) return {};
  const line = definitionLine(sources.texts[file] ?? "", tag);
  return { file, ...(line !== undefined && { line }) };
}

function maskedFailure(
  { message, stack, again }: ReportFailure,
  mask: (text: string) => string,
  sources: ShownSources,
): ReportFailure {
  return {
    message: mask(sources.shown(message)),
    ...(stack !== undefined && { stack: mask(sources.shown(stack)) }),
    ...(again !== undefined && { again: mask(again) }),
  };
}

function titleOf(apps: Readonly<Record<string, ReportApp>>): string {
  const names = new Set(Object.values(apps).map(({ name }) => name));
  return names.size > 0 ? [...names].join(", ") : "a world without apps";
}

function billOf(parts: WorldParts): ReportBill | null {
  if (parts.kernel.events.dropped > 0) return null;
  const { rates, total, functions } = worldBill(parts, undefined, () => true);
  return {
    rates: rates.date,
    total: total.total,
    functions: functions.map((cost) => ({
      tag: cost.functionName,
      containers: cost.containers,
      coldStarts: cost.coldStarts.total,
      firstAttempts: cost.firstAttempts.total,
      retries: cost.retries.total,
      idle: cost.idle.total,
      total: cost.total.total,
    })),
  };
}
