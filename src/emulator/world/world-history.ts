import type { AnyFunction } from "../../api/types/function-types.js";
import { checkOptions } from "../../checks/options.js";
import type { ReportData } from "../../report/model/report-data.js";
import type { Bill } from "../bill/bill.js";
import type { RateOptions } from "../bill/rate-card.js";
import type { EventLog } from "../kernel/event-log.js";
import { busyContainers, type BusyContainer } from "./busy-containers.js";
import { collectReport } from "./collect-report.js";
import { imageRecords, type ImageSummary } from "./image-summaries.js";
import { knownFunction, knownTarget } from "./known-function.js";
import { worldBill } from "./world-bill.js";
import type { WorldSettings } from "./world-options.js";
import type { WorldParts } from "./world-parts.js";
import { callRecords, containerRecords, type CallSummary, type ContainerSummary } from "./world-records.js";
import type { ReportOptions } from "./report-options.js";
import type { ServedHandles } from "./world-server.js";
import { subjectOf, worldReport } from "./world-report.js";
import { WorldSupplies } from "./world-supplies.js";

/** What can be said of what happened in a world. */
export abstract class WorldHistory extends WorldSupplies {
  /** Everything that happened, in order. */
  readonly events: EventLog;
  readonly seed: number | string;
  readonly #parts: WorldParts;
  readonly #checkOpen: (method: string) => void;

  /** @internal */
  constructor(
    parts: WorldParts,
    { environment, seed }: Pick<WorldSettings, "environment" | "seed">,
    checkOpen: (method: string) => void,
  ) {
    super(parts, environment, checkOpen);
    this.#parts = parts;
    this.#checkOpen = checkOpen;
    this.events = parts.kernel.events;
    this.seed = seed;
  }

  /** Containers whose code runs now, as code does that never waits, or waits for something real, such as a server. */
  busy(): BusyContainer[] {
    return busyContainers(this.#parts.lanes.busy, this.#parts.containers);
  }

  /**
   * Calls so far, of one function, as a handle or "app/name", or of all; without those whose ends the event log does
   * not keep any more.
   */
  calls(fn?: AnyFunction | string): CallSummary[] {
    return callRecords(this.#parts.calls.all, knownFunction("world.calls", fn, this.#parts), this.#parts.host.session);
  }

  /**
   * Containers so far, of one function, as a handle or "app/name", or of all; without those whose ends the event log
   * does not keep any more.
   */
  containers(fn?: AnyFunction | string): ContainerSummary[] {
    const matches = knownTarget("world.containers", fn, this.#parts);
    return containerRecords(this.#parts.containers.origins, this.events, matches);
  }

  /** Images that were built for functions and by `image.build`, oldest first; without those that were deleted. */
  images(): ImageSummary[] {
    return imageRecords(this.#parts.images.store);
  }

  /**
   * What containers have cost until now, those of one function or class or all, by what they had reserved. Time of
   * containers is paid from their creation to their end; mocks cost nothing.
   * @param options.rates prices that differ from those of the built-in card, whose parts they replace
   * @throws InvalidError for a GPU that is not on the card, a price that is none, and if the event log has dropped
   * events
   */
  bill(fn?: AnyFunction | string, options: { rates?: RateOptions } = {}): Bill {
    checkOptions("world.bill", options, ["rates"]);
    return worldBill(this.#parts, options.rates, knownTarget("world.bill", fn, this.#parts));
  }

  /**
   * Writes a report into one HTML file, which shows what happened in this world so far as a timeline, in any browser
   * and without a network: with the texts of the files that define its functions, and values of secrets masked.
   * @param file its folders are made, and an earlier file is replaced
   * @param options.title what ran, in words; default: the names of the apps
   * @param options.failure what failed, shown at the top
   * @throws InvalidError for what is no path, and for an unknown option
   * @example await world.report("reports/run.html");
   */
  async report(file: string, options: ReportOptions = {}): Promise<void> {
    this.#checkOpen("report");
    await worldReport(this.#parts, this.seed, file, options);
  }

  /** @internal */
  protected override live(): ServedHandles["live"] {
    const subject = subjectOf(this.seed, {});
    return {
      data: (since) => collectReport(this.#parts, subject, since),
      count: () => this.events.length,
      subscribe: (listener) => this.events.subscribe(listener),
    };
  }

  /** @internal */
  reportData(options: ReportOptions = {}): ReportData {
    return collectReport(this.#parts, subjectOf(this.seed, options));
  }
}
