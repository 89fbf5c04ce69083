import type { CallTarget } from "../records/function-record.js";
import type { WorldEvent } from "../kernel/events.js";
import { Bill, type CallCost, type FunctionCost, PHASES, type Phase, type Phases } from "./bill.js";
import { CostSum } from "./cost.js";
import type { RateCard } from "./rate-card.js";
import { type ContainerRate, rateOf } from "./rate-of.js";
import type { ContainerSettings } from "../../contract/container-settings.js";
import type { ContainerTarget } from "../records/container-target.js";

export interface BillSource {
  readonly events: Iterable<WorldEvent>;
  /** Epoch milliseconds of virtual time. */
  readonly now: number;
  /**
   * What a container is for, the options it was made with, and the container whose attempts it shares: itself, outside
   * of clusters.
   */
  container(id: string): {
    readonly target: ContainerTarget;
    readonly settings: ContainerSettings;
    readonly leader: string;
  };
  /** The call of an input. */
  callOf(inputId: string): { readonly id: string; readonly target: CallTarget };
}

type Sums = Record<Phase, CostSum> & { readonly total: CostSum };

interface Billed {
  readonly rate: ContainerRate;
  readonly sums: Sums;
  since: number;
  isStarted: boolean;
  /** It works as long as it lives: one of a sandbox. */
  readonly isOccupied: boolean;
  /** Attempts that run there: of which call, and whether they are the first. */
  readonly running: Map<string, { readonly call: Sums; readonly isFirst: boolean }>;
}

/**
 * Adds up the time of containers from the event log. @param isMeant which containers count @throws InvalidError for a
 * GPU that is not on the card
 */
export function makeBill(source: BillSource, card: RateCard, isMeant: (target: ContainerTarget) => boolean): Bill {
  const all = sums();
  const functions = new Map<string, { readonly name: string; containers: number; readonly sums: Sums }>();
  const calls = new Map<string, { readonly name: string; readonly sums: Sums }>();
  const alive = new Map<string, Billed>();
  const clusters = new Map<string, Billed[]>();
  const whereabouts = new Map<string, readonly Billed[]>();

  const open = (id: string, at: number): void => {
    const { target, settings, leader } = source.container(id);
    if (!isMeant(target)) return;
    const entry = functions.get(target.id) ?? { name: target.tag, containers: 0, sums: sums() };
    functions.set(target.id, entry);
    entry.containers++;
    const container: Billed = {
      rate: rateOf(target.tag, settings, card),
      sums: entry.sums,
      since: at,
      isStarted: false,
      isOccupied: target.isSandbox === true,
      running: new Map(),
    };
    alive.set(id, container);
    clusters.set(leader, [...(clusters.get(leader) ?? []), container]);
  };
  const callSums = (input: string): Sums => {
    const { id, target } = source.callOf(input);
    const entry = calls.get(id) ?? { name: target.tag, sums: sums() };
    calls.set(id, entry);
    return entry.sums;
  };
  /** Books the time since the last change. */
  const settle = (container: Billed, at: number): void => {
    const seconds = (at - container.since) / 1000;
    container.since = at;
    const book = (share: number, phase: Phase, ...to: readonly Sums[]): void => {
      for (const each of [all, container.sums, ...to])
        for (const sum of [each[phase], each.total]) sum.add(share, container.rate);
    };
    if (!container.isStarted) return book(seconds, "coldStarts");
    if (container.isOccupied) return book(seconds, "firstAttempts");
    if (container.running.size === 0) return book(seconds, "idle");
    for (const { call, isFirst } of container.running.values())
      book(seconds / container.running.size, isFirst ? "firstAttempts" : "retries", call);
  };

  for (const event of source.events) {
    const { at } = event;
    if (event.type === "container.created") open(event.container, at);
    else if (event.type === "container.started" || event.type === "container.stopped") {
      const container = alive.get(event.container);
      if (!container) continue;
      settle(container, at);
      container.isStarted = true;
      if (event.type === "container.stopped") alive.delete(event.container);
    } else if (event.type === "attempt.started") {
      const together = event.container === null ? undefined : clusters.get(event.container);
      if (!together) continue;
      const attempt = { call: callSums(event.input), isFirst: event.attempt === 1 };
      for (const container of together) {
        settle(container, at);
        container.running.set(event.input, attempt);
      }
      whereabouts.set(event.input, together);
    } else if (event.type === "attempt.ended") {
      for (const container of whereabouts.get(event.input) ?? []) {
        settle(container, at);
        container.running.delete(event.input);
      }
      whereabouts.delete(event.input);
    }
  }
  for (const container of alive.values()) settle(container, source.now);
  return new Bill(card, {
    total: all.total.cost,
    phases: phasesOf(all),
    functions: Array.from(functions, ([functionId, { name, containers, sums: own }]): FunctionCost => ({
      functionName: name,
      functionId,
      containers,
      total: own.total.cost,
      ...phasesOf(own),
    })),
    calls: Array.from(calls, ([callId, { name, sums: own }]): CallCost => ({
      callId,
      functionName: name,
      total: own.total.cost,
      firstAttempts: own.firstAttempts.cost,
      retries: own.retries.cost,
    })),
  });
}

function sums(): Sums {
  return {
    coldStarts: new CostSum(),
    firstAttempts: new CostSum(),
    retries: new CostSum(),
    idle: new CostSum(),
    total: new CostSum(),
  };
}

function phasesOf(of: Sums): Phases {
  return Object.fromEntries(PHASES.map((phase) => [phase, of[phase].cost])) as Phases;
}
