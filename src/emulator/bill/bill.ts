import type { Cost } from "./cost.js";
import type { RateCard } from "./rate-card.js";

/** What containers did in the time that is paid for. */
export const PHASES = ["coldStarts", "firstAttempts", "retries", "idle"] as const;
/** What containers did while they are paid for. */
export type Phase = (typeof PHASES)[number];

/**
 * Costs apart: of starting, including modules and `enter` hooks; of first attempts; of all later ones; of waiting for
 * inputs, including `exit` hooks.
 */
export type Phases = Readonly<Record<Phase, Cost>>;

export interface FunctionCost extends Phases {
  readonly functionName: string;
  readonly functionId: string;
  readonly containers: number;
  readonly total: Cost;
}

/** The attempts of a call; starts and idle time are nobody's. */
export interface CallCost extends Pick<Phases, "firstAttempts" | "retries"> {
  readonly callId: string;
  readonly functionName: string;
  readonly total: Cost;
}

/** What the containers of a world have cost until now, by a rate card. */
export class Bill implements Phases {
  readonly rates: RateCard;
  readonly total: Cost;
  readonly coldStarts: Cost;
  readonly firstAttempts: Cost;
  readonly retries: Cost;
  readonly idle: Cost;
  /** Every function and class that has had a container, in order of their first. */
  readonly functions: readonly FunctionCost[];
  /** Every call that has run in a container, in order of its first attempt. */
  readonly calls: readonly CallCost[];

  constructor(
    rates: RateCard,
    {
      total,
      phases,
      functions,
      calls,
    }: { total: Cost; phases: Phases; functions: readonly FunctionCost[]; calls: readonly CallCost[] },
  ) {
    this.rates = rates;
    this.total = total;
    this.coldStarts = phases.coldStarts;
    this.firstAttempts = phases.firstAttempts;
    this.retries = phases.retries;
    this.idle = phases.idle;
    this.functions = functions;
    this.calls = calls;
  }

  /** A table: a line for each function, one for all. */
  toString(): string {
    const rows = [
      ["", "containers", "cold starts", "first attempts", "retries", "idle", "total"],
      ...this.functions.map((each) => [
        each.functionName,
        String(each.containers),
        ...PHASES.map((phase) => dollars(each[phase])),
        dollars(each.total),
      ]),
      [
        "all",
        String(this.functions.reduce((sum, { containers }) => sum + containers, 0)),
        ...PHASES.map((phase) => dollars(this[phase])),
        dollars(this.total),
      ],
    ];
    const widths = rows.reduce(
      (known, row) => row.map((text, column) => Math.max(text.length, known[column] ?? 0)),
      [] as number[],
    );
    const lines = rows.map((row) =>
      row
        .map((text, column) => (column === 0 ? text.padEnd(widths[column] ?? 0) : text.padStart(widths[column] ?? 0)))
        .join("  ")
        .trimEnd(),
    );
    return [`Rates of ${this.rates.date}, in US dollars`, ...lines].join("\n");
  }
}

function dollars({ total }: Cost): string {
  return `$${total.toFixed(6)}`;
}
