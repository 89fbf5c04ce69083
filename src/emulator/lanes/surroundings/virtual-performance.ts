import type { MarkOptions, MeasureOptions, Performance, PerformanceMark, PerformanceMeasure } from "node:perf_hooks";
import { overlay } from "./overlay.js";

/** `performance` as a container sees it: its marks and measures are taken on virtual time. */
export function virtualPerformance(origin: number, now: () => number): Performance {
  const elapsed = (): number => now() - origin;
  const mark = (name: string, options?: MarkOptions): PerformanceMark =>
    performance.mark(name, { startTime: elapsed(), ...options });
  const measure = (name: string, from?: MeasureOptions | string, to?: string): PerformanceMeasure => {
    const { start = 0, end = elapsed(), ...rest } = typeof from === "object" ? from : { start: from, end: to };
    return performance.measure(name, "duration" in rest ? (from as MeasureOptions) : { start, end, ...rest });
  };
  return overlay(performance, { now: elapsed, timeOrigin: origin, mark, measure }, true);
}
