import type {
  EventLoopUtilization,
  MarkOptions,
  MeasureOptions,
  Performance,
  PerformanceMark,
  PerformanceMeasure,
} from "node:perf_hooks";
import { overlay } from "./overlay.js";

const mark = performance.mark.bind(performance);
const measure = performance.measure.bind(performance);

/**
 * `performance` as a container sees it: its marks and measures are taken on virtual time, in which no code takes any.
 */
export function virtualPerformance(clock: { readonly startedAt: number; readonly now: number }): Performance {
  const elapsed = (): number => clock.now - clock.startedAt;
  const members = {
    now: elapsed,
    get timeOrigin() {
      return clock.startedAt;
    },
    mark: (name: string, options?: MarkOptions): PerformanceMark => mark(name, { startTime: elapsed(), ...options }),
    measure: (name: string, from?: MeasureOptions | string, to?: string): PerformanceMeasure => {
      const { start = 0, end = elapsed(), ...rest } = typeof from === "object" ? from : { start: from, end: to };
      return measure(name, "duration" in rest ? (from as MeasureOptions) : { start, end, ...rest });
    },
    eventLoopUtilization: (later?: EventLoopUtilization, earlier?: EventLoopUtilization): EventLoopUtilization => {
      const idle = earlier && later ? later.idle - earlier.idle : elapsed() - (later?.idle ?? 0);
      return { idle, active: 0, utilization: 0 };
    },
    get nodeTiming() {
      const milestones = { nodeStart: 0, v8Start: 0, environment: 0, bootstrapComplete: 0, loopStart: 0, loopExit: -1 };
      const entry = { name: "node", entryType: "node", startTime: 0, duration: elapsed(), ...milestones };
      return { ...entry, idleTime: elapsed(), toJSON: () => entry };
    },
    toJSON: () => ({
      nodeTiming: members.nodeTiming.toJSON(),
      timeOrigin: clock.startedAt,
      eventLoopUtilization: members.eventLoopUtilization(),
    }),
  };
  return overlay(performance, members, true);
}
