import type { ReportData } from "../model/report-data.js";

/** A world that goes on, as its page asks for it. */
export interface LiveWorld {
  /** Everything that a report shows, with the events from a number on. */
  data(since: number): ReportData;
  /** How many events there have been: the number of the next one. */
  count(): number;
  /** Calls `listener` at each further event. @returns how to stop it */
  subscribe(listener: () => void): () => void;
  /** Whether a host is that of a function of the world, whose paths are its own. @param name without a port */
  isOwn(name: string): boolean;
}
