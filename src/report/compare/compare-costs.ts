import type { ReportBill, ReportData } from "../model/report-data.js";
import type { DifferenceList } from "./difference-list.js";

/** Less than that is nothing. US dollars. */
const LEAST = 0.0000005;

/** Compares what functions have cost, where both runs know that, at equal prices. */
export function compareCosts(a: ReportData, b: ReportData, found: DifferenceList): void {
  if (!a.bill || !b.bill || a.bill.rates !== b.bill.rates) return;
  const [inA, inB] = [totalsOf(a.bill, a), totalsOf(b.bill, b)];
  for (const tag of new Set([...inB.keys(), ...inA.keys()])) {
    const [costA, costB] = [inA.get(tag) ?? 0, inB.get(tag) ?? 0];
    if (Math.abs(costA - costB) >= LEAST)
      found.add("costs", tag, null, `${tag}: cost ${dollars(costA)} in A, ${dollars(costB)} in B`);
  }
}

/** By function; those of sandboxes, which are billed by their ids, together. */
function totalsOf({ functions }: ReportBill, { containers }: ReportData): Map<string, number> {
  const sandboxes = new Set(Object.values(containers).flatMap(({ tag, isSandbox }) => (isSandbox ? [tag] : [])));
  const totals = new Map<string, number>();
  for (const { tag, total } of functions) {
    const name = sandboxes.has(tag) ? "Sandboxes" : tag;
    totals.set(name, (totals.get(name) ?? 0) + total);
  }
  return totals;
}

function dollars(amount: number): string {
  return `$${amount.toFixed(6)}`;
}
