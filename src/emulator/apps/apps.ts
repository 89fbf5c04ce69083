import type { AppDefinition, FunctionDefinition, Variant } from "../../contract/app-definition.js";
import type { AppBinding, AutoscalerSettings, Commands } from "../../contract/backend.js";
import type { InputRecord } from "../records/call-record.js";
import type { Kernel, Pending } from "../kernel/kernel.js";
import { Pool, type PoolPort, type Strategy } from "../pools/pool.js";
import { unsupported } from "../records/unsupported.js";
import type { Schedules } from "../schedules/schedules.js";
import type { Scale } from "../pools/autoscaler.js";
import { AppRecord, type AppState } from "../records/app-record.js";
import { type CallTarget, FunctionRecord } from "../records/function-record.js";
import { mergeSettings, variantProblem } from "./merge-settings.js";
import type { Environments } from "../storage/environments.js";
import type { Mounts } from "../storage/mounts.js";
import type { Storage } from "../storage/storage.js";
import { secretValues } from "../storage/secrets.js";
import type { FunctionSettings } from "../../contract/function-settings.js";
import { clusterProblem } from "../../contract/cluster-settings.js";
import type { MountPlan } from "../storage/mount-plan.js";

export interface AppsPort {
  readonly environments: Environments;
  readonly storage: Storage;
  readonly mounts: Mounts;
  readonly containers: PoolPort;
  readonly schedules: Schedules;
  terminateAll(app: AppRecord): void;
  /** Calls `done` when no container of the app runs `exit` hooks any more. */
  afterExits(app: AppRecord, done: () => void): void;
  dispatch(input: InputRecord): void;
}

/** The apps of a world and their functions. Modal: section 1. */
export class Apps {
  readonly #kernel: Kernel;
  readonly #port: AppsPort;
  readonly #apps = new Map<string, AppRecord>();
  readonly #deployed = new Map<string, AppRecord>();
  /** Functions, classes, variants and methods by id. */
  readonly #targets = new Map<string, CallTarget>();

  constructor(kernel: Kernel, port: AppsPort) {
    this.#kernel = kernel;
    this.#port = port;
    kernel.handle("app.run", (command, pending) => this.#run(command, pending));
    kernel.handle("app.deploy", (command, pending) => this.#deploy(command, pending));
    kernel.handle("app.stop", ({ appId, detached }, pending) => {
      const app = this.#apps.get(appId);
      if (app && app.state !== "stopped") {
        if (detached) this.#disconnect(app);
        else this.#stop(app);
      }
      if (!app) return pending.reply(null);
      pending.waitsFor = () => `the \`exit\` hooks of app ${app.name ?? app.id}`;
      this.#port.afterExits(app, () => pending.reply(null));
    });
    kernel.handle("app.lookup", (command, pending) => this.#lookup(command, pending));
    kernel.handle("function.lookup", (command, pending) => this.#lookupFunction(command, pending));
    kernel.handle("function.bind", ({ functionId, variant }, pending) => {
      const target = this.#find(functionId, pending);
      if (target) this.#bind(target.service.base, variant, pending);
    });
    kernel.handle("function.stats", ({ functionId }, pending) => {
      const target = this.#find(functionId, pending);
      if (target) pending.reply(target.pool.stats);
    });
    kernel.handle("function.autoscaler", ({ functionId, settings }, pending) => {
      const target = this.#find(functionId, pending);
      if (target) this.#rescale(target, settings, pending);
    });
  }

  byId(id: string): AppRecord | undefined {
    return this.#apps.get(id);
  }

  function(id: string): CallTarget | undefined {
    return this.#targets.get(id);
  }

  #run(
    {
      app,
      environment,
      detach,
    }: { app: AppDefinition; environment?: string | undefined; detach?: boolean | undefined },
    pending: Pending<"app.run">,
  ): void {
    const record = this.#publish(app, environment, detach ? "detached" : "ephemeral", pending);
    if (!record) return;
    this.#kernel.events.add("app.started", {
      app: record.id,
      name: record.name ?? null,
      environment: record.environment,
    });
    this.#fillPools(record);
    pending.reply(binding(record));
  }

  #deploy(
    {
      app,
      environment,
      tag,
      strategy,
    }: { app: AppDefinition; environment?: string | undefined; tag: string; strategy: Strategy },
    pending: Pending<"app.deploy">,
  ): void {
    const announce = ({ id, name, environment: where, version }: AppRecord): void =>
      this.#kernel.events.add("app.deployed", { app: id, name: name ?? "", environment: where, version, tag });
    const record = this.#publish(app, environment, "deployed", pending, strategy, announce);
    if (!record) return;
    this.#deployed.set(`${record.environment}/${record.name}`, record);
    this.#fillPools(record);
    pending.reply(binding(record));
  }

  /** @param announce records that a new version is deployed, before what follows from that */
  #publish(
    definition: AppDefinition,
    environment: string | undefined,
    state: AppState,
    pending: Pending,
    strategy: Strategy = "rolling",
    announce?: (app: AppRecord) => void,
  ): AppRecord | undefined {
    const where = environment ?? this.#port.environments.of(pending);
    const mounts: (readonly MountPlan[])[] = [];
    for (const fn of definition.functions) {
      const mistake = this.#port.schedules.mistakeIn(fn);
      if (mistake !== undefined) {
        pending.fail("InvalidError", mistake);
        return undefined;
      }
      const missing = fn.settings.schedule && unsupported(fn);
      if (missing) {
        pending.fail("UnimplementedError", missing);
        return undefined;
      }
    }
    for (const { settings } of definition.functions) {
      const plan = this.#plan(settings, where, pending);
      if (!plan) return undefined;
      mounts.push(plan);
    }
    this.#port.environments.ensure(where);
    const existing = state === "deployed" ? this.#deployed.get(`${where}/${definition.name}`) : undefined;
    const app = existing ?? new AppRecord(this.#kernel.ids.next("ap"), definition.name, where, state);
    this.#apps.set(app.id, app);
    if (announce) app.version++;
    announce?.(app);
    const dropped = new Set(app.functions.keys());
    for (const [index, fn] of definition.functions.entries()) {
      dropped.delete(fn.tag);
      this.#define(app, fn, mounts[index] ?? [], strategy);
    }
    for (const tag of dropped) this.#remove(app, tag, strategy);
    return app;
  }

  /** A redeployed function keeps its id and gets a new pool; what waits in the old one moves over. */
  #define(app: AppRecord, definition: FunctionDefinition, mounts: readonly MountPlan[], strategy: Strategy): void {
    const existing = app.functions.get(definition.tag);
    if (existing && (existing.definition.cls === undefined) === (definition.cls === undefined)) {
      this.#replace(existing, definition, mounts, strategy);
      app.put(definition.tag, existing);
      return;
    }
    if (existing) this.#remove(app, definition.tag, strategy);
    app.put(definition.tag, this.#make(app, definition, mounts));
  }

  #make(
    app: AppRecord,
    definition: FunctionDefinition,
    mounts: readonly MountPlan[],
    variantOf?: { base: FunctionRecord; variant: Variant },
  ): FunctionRecord {
    const target = new FunctionRecord(
      {
        id: this.#kernel.ids.next("fu"),
        app,
        definition,
        mounts,
        pool: (self) => new Pool(self, this.#port.containers),
      },
      variantOf,
    );
    this.#targets.set(target.id, target);
    this.#updateMethods(target);
    return target;
  }

  #updateMethods(target: FunctionRecord): void {
    const { added, dropped } = target.updateMethods(() => this.#kernel.ids.next("fu"));
    for (const method of added) this.#targets.set(method.id, method);
    for (const { id } of dropped) this.#targets.delete(id);
  }

  #replace(
    target: FunctionRecord,
    definition: FunctionDefinition,
    mounts: readonly MountPlan[],
    strategy: Strategy,
  ): void {
    const old = target.pool;
    const waiting = old.drain();
    target.definition = definition;
    target.mounts = mounts;
    target.pool = new Pool(target, this.#port.containers);
    this.#updateMethods(target);
    for (const input of waiting) this.#port.dispatch(input);
    old.retire(strategy);
    for (const variant of target.variants.values()) {
      const options = variant.variantOf?.variant.options;
      this.#replace(
        variant,
        { ...definition, settings: mergeSettings(definition, options) },
        options?.volumes ? variant.mounts : mounts,
        strategy,
      );
    }
  }

  /** Equal variants are one, with one set of containers. Modal: sections 2.8 and 4.3. */
  #bind(base: FunctionRecord, variant: Variant, pending: Pending<"function.bind">): void {
    const known = base.variants.get(variant.key);
    if (known) return pending.reply(known.binding);
    const { app, definition } = base;
    if (app.state === "stopped")
      return pending.fail("ExecutionError", `\`${base.tag}\` cannot be used: its app is not running.`);
    const problem = variantProblem(definition, variant.options);
    if (problem) return pending.fail("InvalidError", problem);
    const settings = mergeSettings(definition, variant.options);
    const mounts = this.#plan(settings, app.environment, pending);
    if (!mounts) return;
    const made = this.#make(app, { ...definition, settings }, mounts, { base, variant });
    base.variants.set(variant.key, made);
    this.#fill(made);
    pending.reply(made.binding);
  }

  /** What a function mounts. @returns `undefined` if that or a secret does not exist, after having failed */
  #plan(settings: FunctionSettings, environment: string, pending: Pending): readonly MountPlan[] | undefined {
    for (const secret of settings.secrets) {
      const values = secretValues(this.#port.storage.secrets, secret, environment, pending);
      if (!values) return undefined;
      if (secret.kind === "values" && !secret.isPublic) this.#kernel.masking.add(Object.values(values));
    }
    return this.#port.mounts.plan(settings, environment, pending);
  }

  /** A function that the new version lacks: what runs may end, what waits is terminated. */
  #remove(app: AppRecord, tag: string, strategy: Strategy): void {
    const target = app.functions.get(tag);
    if (!target) return;
    app.drop(tag);
    this.#port.schedules.end(target);
    for (const dropped of [target, ...target.variants.values()]) {
      const { pool } = dropped;
      const waiting = pool.drain();
      for (const { id } of [dropped, ...dropped.methods.values()]) this.#targets.delete(id);
      dropped.isDropped = true;
      for (const input of waiting) this.#port.dispatch(input);
      pool.retire(strategy);
    }
  }

  #fillPools(app: AppRecord): void {
    for (const target of app.services()) this.#fill(target);
    for (const target of app.functions.values()) this.#port.schedules.begin(target);
  }

  #fill(target: FunctionRecord): void {
    if (target.isComplete) target.pool.adjust();
  }

  /** An app whose client has left stops with the last of its inputs. */
  stopIfDone(app: AppRecord): void {
    if (app.state === "disconnected" && app.unended === 0) this.#stop(app);
  }

  /** Environments of apps that run or are deployed. */
  get environmentsInUse(): ReadonlySet<string> {
    return new Set(
      [...this.#apps.values()].filter(({ state }) => state !== "stopped").map(({ environment }) => environment),
    );
  }

  /** Stops every app of an environment. */
  stopIn(environment: string): void {
    for (const app of this.#apps.values())
      if (app.environment === environment && app.state !== "stopped") this.#stop(app);
  }

  #disconnect(app: AppRecord): void {
    app.moveTo("disconnected");
    this.stopIfDone(app);
  }

  #stop(app: AppRecord): void {
    app.moveTo("stopped");
    for (const target of app.functions.values()) this.#port.schedules.end(target);
    if (this.#deployed.get(`${app.environment}/${app.name}`) === app)
      this.#deployed.delete(`${app.environment}/${app.name}`);
    this.#port.terminateAll(app);
    this.#kernel.events.add("app.stopped", { app: app.id });
  }

  #lookup(
    {
      name,
      environment,
      createIfMissing,
    }: { name: string; environment?: string | undefined; createIfMissing: boolean },
    pending: Pending<"app.lookup">,
  ): void {
    const where = environment ?? this.#port.environments.of(pending);
    let app = this.#deployed.get(`${where}/${name}`);
    if (!app && createIfMissing) {
      app = this.#publish({ name, tags: {}, functions: [] }, where, "deployed", pending);
      if (app) this.#deployed.set(`${where}/${name}`, app);
    }
    if (app) pending.reply(binding(app));
    else pending.fail("NotFoundError", `App "${name}" is not deployed in environment "${where}".`);
  }

  #lookupFunction(
    { app: appName, name, environment, version, isClass }: Commands["function.lookup"]["command"],
    pending: Pending<"function.lookup">,
  ): void {
    const where = environment ?? this.#port.environments.of(pending);
    const app = this.#deployed.get(`${where}/${appName}`);
    const target = app?.functions.get(name);
    if (app && version !== undefined && app.version !== version)
      pending.fail(
        "NotFoundError",
        `Lookup failed for ${isClass ? "Cls" : "Function"} "${name}" in version ${version} of app "${appName}" in environment "${where}": the app is at version ${app.version}, and earlier ones are gone.`,
      );
    else if (target && (target.definition.cls !== undefined) === isClass) pending.reply(target.binding);
    else
      pending.fail(
        "NotFoundError",
        `Lookup failed for ${isClass ? "Cls" : "Function"} "${name}" of app "${appName}" in environment "${where}": deploy the app first.`,
      );
  }

  #rescale(target: CallTarget, settings: AutoscalerSettings, pending: Pending<"function.autoscaler">): void {
    const { scale } = target.pool;
    const next: Scale = {
      minContainers: settings.minContainers ?? scale.minContainers,
      maxContainers: settings.maxContainers ?? scale.maxContainers,
      bufferContainers: settings.bufferContainers ?? scale.bufferContainers,
      scaledownWindowMs: settings.scaledownWindowMs ?? scale.scaledownWindowMs,
    };
    if (next.minContainers > next.maxContainers)
      return pending.fail(
        "InvalidError",
        `updateAutoscaler: minContainers (${next.minContainers}) must not be above maxContainers (${next.maxContainers}).`,
      );
    const problem = clusterProblem({ ...next, cluster: target.definition.settings.cluster });
    if (problem) return pending.fail("InvalidError", `updateAutoscaler: ${problem}`);
    this.#kernel.events.add("autoscaler.updated", {
      function: target.tag,
      ...next,
      maxContainers: Number.isFinite(next.maxContainers) ? next.maxContainers : null,
    });
    target.pool.rescale(next);
    pending.reply({ ...next, maxContainers: Number.isFinite(next.maxContainers) ? next.maxContainers : undefined });
  }

  #find(functionId: string, pending: Pending): CallTarget | undefined {
    const target = this.#targets.get(functionId);
    if (!target) pending.fail("NotFoundError", `There is no function ${functionId} in this world.`);
    return target;
  }
}

function binding(app: AppRecord): AppBinding {
  return {
    appId: app.id,
    environment: app.environment,
    functions: [...app.functions.values()].map((target) => target.binding),
  };
}
