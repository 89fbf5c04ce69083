import { refuseOptions } from "../../checks/refuse-options.js";
import { warnDeprecated } from "../../checks/warn-deprecated.js";
import type { AutoscalerSettings, FunctionStats } from "../../contract/backend.js";
import { InvalidError } from "../../contract/errors.js";
import type { FunctionSettings } from "../../contract/function-settings.js";
import type { HydratedFunction } from "../calls/callee.js";
import { Handle } from "../codec/handle.js";
import { functionLogs } from "../logs/log-reader.js";
import type { LogsManager } from "../logs/logs-manager.js";
import { currentSession, type Session } from "../session/session.js";
import { parseAutoscalerUpdate } from "../settings/parse-autoscaler.js";
import { notRunning, type Binder } from "./binder.js";
import { functionStats, type FunctionStatsParams, type FunctionTimeRangeStats } from "../calls/function-stats.js";
import { askWebUrl, knownWebUrl } from "./web-url.js";

/** What the world in sight knows of a function. */
export abstract class FunctionInWorld extends Handle {
  readonly #binder: Binder;

  constructor(binder: Binder) {
    super();
    this.#binder = binder;
  }

  /** What finds the function; not a property of its own, so that it is no part of what is printed. @internal */
  get binder(): Binder {
    return this.#binder;
  }

  get name(): string {
    return this.binder.name;
  }

  get isGenerator(): boolean {
    return this.binder.isGenerator ?? false;
  }

  get definition(): FunctionSettings | undefined {
    return this.binder.definition;
  }

  /** @internal */
  protected override get hydratedId(): string | undefined {
    return this.functionId;
  }

  get functionId(): string | undefined {
    return this.binder.functionId(currentSession(), this);
  }

  get methodName(): string | undefined {
    return this.binder.method;
  }

  /** @internal */
  checkWorld(session: Session | undefined): void {
    this.binder.checkWorld?.(session);
  }

  async hydrate(): Promise<this> {
    await this.hydrated();
    return this;
  }

  async instance(): Promise<this> {
    return this.hydrate();
  }

  /** @internal */
  async hydrated(session: Session | undefined = currentSession()): Promise<HydratedFunction> {
    if (!session) throw notRunning(`Function \`${this.name}\``, session, this.binder.isLookedUp);
    if (session.isContainer && session.importing?.active) {
      throw new InvalidError(
        `Function \`${this.name}\` is called while its module is evaluated inside a container. Calls belong inside functions, or behind \`if (isLocal())\` or \`if (import.meta.main)\`.`,
      );
    }
    this.checkWorld(session);
    const functionId = this.binder.functionId(session, this) ?? (await this.binder.bind(session, this));
    return { session, functionId };
  }

  get webUrl(): string | undefined {
    const session = currentSession();
    return knownWebUrl((session && this.binder.addressedId?.(session)) ?? this.binder.functionId(session, this));
  }

  async getWebUrl(): Promise<string | undefined> {
    return askWebUrl(await this.hydrated());
  }

  get logs(): LogsManager {
    return functionLogs(() => this.hydrated());
  }

  async getCurrentStats(): Promise<FunctionStats> {
    const { session, functionId } = await this.hydrated();
    return session.backend.send("function.stats", { functionId });
  }

  async stats(options: FunctionStatsParams = {}): Promise<FunctionTimeRangeStats> {
    return functionStats(() => this.hydrated(), options);
  }

  async updateAutoscaler(given: AutoscalerSettings): Promise<AutoscalerSettings> {
    if (this.binder.isMethod)
      throw new InvalidError(
        `\`${this.name}\` is a method: all methods of an instance share its containers. Call \`updateAutoscaler\` of the instance.`,
      );
    const settings = parseAutoscalerUpdate(given);
    const { session, functionId } = await this.hydrated();
    return session.backend.send("function.autoscaler", { functionId, settings });
  }

  async keepWarm(minContainers: number): Promise<void> {
    warnDeprecated("keepWarm", "updateAutoscaler({ minContainers })");
    await this.updateAutoscaler({ minContainers });
  }
}

refuseOptions(
  FunctionInWorld.prototype,
  { hydrate: 0, getCurrentStats: 0, getWebUrl: 0, instance: 0, keepWarm: 1 },
  "Function",
);
