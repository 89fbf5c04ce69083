import type { Variant } from "../../contract/app-definition.js";
import type { ContainerSettings } from "../../contract/container-settings.js";
import type { Failing } from "../kernel/failing.js";
import type { Kernel, Pending } from "../kernel/kernel.js";
import { Pool, type PoolParts } from "../pools/pool.js";
import type { AppRecord } from "../records/app-record.js";
import type { InputRecord } from "../records/call-record.js";
import { type CallTarget, FunctionRecord, type PublishedFunction } from "../records/function-record.js";
import type { Strategy } from "../records/input-pool.js";
import type { Schedules } from "../schedules/schedules.js";
import type { MountPlan } from "../storage/mount-plan.js";
import type { Mounts } from "../storage/mounts.js";
import { secretValues } from "../storage/secrets.js";
import type { Storage } from "../storage/storage.js";
import { mergeSettings, variantProblem } from "./merge-settings.js";
import { rescale } from "./rescale.js";

export interface FunctionsPort {
  readonly storage: Storage;
  readonly mounts: Mounts;
  readonly pools: PoolParts;
  readonly schedules: Schedules;
  dispatch(input: InputRecord): void;
}

/** The functions of all apps of a world, with their variants and methods: makes, replaces and removes them. */
export class Functions {
  readonly #kernel: Kernel;
  readonly #port: FunctionsPort;
  /** Names that there have been, as `app/function` and `app/Class.method`. */
  readonly names: Set<string> = new Set();
  /** Functions, classes, variants and methods by id. */
  readonly #targets = new Map<string, CallTarget>();

  constructor(kernel: Kernel, port: FunctionsPort) {
    this.#kernel = kernel;
    this.#port = port;
    kernel.handle("function.find", ({ functionId }, pending) => {
      const target = this.#find(functionId, pending);
      if (target) pending.reply({ ...target.service.binding, appId: target.app.id });
    });
    kernel.handle("function.bind", ({ functionId, variant }, pending) => {
      const target = this.#find(functionId, pending);
      const found = target && this.variant(target.service.base, variant, pending);
      if (found) pending.reply(found.binding);
    });
    kernel.handle("function.stats", ({ functionId }, pending) => {
      const target = this.#find(functionId, pending);
      if (target) pending.reply(target.pool.stats);
    });
    kernel.handle("function.autoscaler", ({ functionId, settings }, pending) => {
      const target = this.#find(functionId, pending);
      if (target) rescale(kernel, target, settings, pending);
    });
  }

  byId(id: string): CallTarget | undefined {
    return this.#targets.get(id);
  }

  /** What a function mounts. @returns `undefined` if that, a secret or its proxy does not exist, after having failed */
  plan(settings: ContainerSettings, environment: string, pending: Failing): readonly MountPlan[] | undefined {
    for (const secret of settings.secrets) {
      const values = secretValues(this.#port.storage.secrets, secret, environment, pending);
      if (!values) return undefined;
      if (secret.kind === "values" && !secret.isPublic) this.#kernel.masking.add(Object.values(values));
    }
    if (settings.proxy && !this.#port.storage.proxies.findIn(environment, settings.proxy, pending)) return undefined;
    return this.#port.mounts.plan(settings, environment, pending);
  }

  /** A redeployed function keeps its id and gets a new pool; what waits in the old one moves over. */
  define(app: AppRecord, published: PublishedFunction, strategy: Strategy): void {
    const { definition } = published;
    const existing = app.functions.get(definition.tag);
    if (existing && (existing.definition.cls === undefined) === (definition.cls === undefined)) {
      this.#replace(existing, published, strategy);
      app.put(definition.tag, existing);
      return;
    }
    if (existing) this.remove(app, definition.tag, strategy);
    app.put(definition.tag, this.#make(app, published));
  }

  /** A function that the new version lacks: what runs may end, what waits is terminated. */
  remove(app: AppRecord, tag: string, strategy: Strategy): void {
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

  /**
   * Lets the functions of an app that is published begin: with the containers that they are to have, and their
   * schedules.
   */
  begin(app: AppRecord): void {
    for (const target of app.services()) this.#fill(target);
    for (const target of app.functions.values()) this.#port.schedules.begin(target);
  }

  #fill(target: FunctionRecord): void {
    if (target.isComplete) target.pool.adjust();
  }

  #make(
    app: AppRecord,
    published: PublishedFunction,
    variantOf?: { base: FunctionRecord; variant: Variant },
  ): FunctionRecord {
    const target = new FunctionRecord(
      {
        id: this.#kernel.ids.next("fu"),
        app,
        ...published,
        pool: (self) => new Pool(self, this.#port.pools),
      },
      variantOf,
    );
    this.#add(target);
    this.#updateMethods(target);
    return target;
  }

  #updateMethods(target: FunctionRecord): void {
    const { added, dropped } = target.updateMethods(() => this.#kernel.ids.next("fu"));
    for (const method of added) this.#add(method);
    for (const { id } of dropped) this.#targets.delete(id);
  }

  #add(target: CallTarget): void {
    this.#targets.set(target.id, target);
    if (target.app.name !== undefined) this.names.add(`${target.app.name}/${target.tag}`);
  }

  #replace(target: FunctionRecord, published: PublishedFunction, strategy: Strategy): void {
    const { definition, mounts, image } = published;
    const old = target.pool;
    const waiting = old.drain();
    target.definition = definition;
    target.mounts = mounts;
    target.image = image;
    target.pool = new Pool(target, this.#port.pools);
    this.#updateMethods(target);
    for (const input of waiting) this.#port.dispatch(input);
    old.retire(strategy);
    for (const variant of target.variants.values()) {
      const options = variant.variantOf?.variant.options;
      const own = {
        definition: { ...definition, settings: mergeSettings(definition, options) },
        mounts: options?.volumes ? variant.mounts : mounts,
        image,
      };
      this.#replace(variant, own, strategy);
    }
  }

  /**
   * Equal variants are one, with one set of containers. Modal: docs/modal/dynamic-options.md,
   * docs/modal/classes.md#pools.
   * @returns `undefined` after having failed
   */
  variant(base: FunctionRecord, variant: Variant, pending: Pending): FunctionRecord | undefined {
    const known = base.variants.get(variant.key);
    if (known) return known;
    const { app, definition } = base;
    const refused = (kind: "ExecutionError" | "InvalidError", why: string): undefined => {
      pending.fail(kind, why);
    };
    if (app.state === "stopped")
      return refused("ExecutionError", `\`${base.tag}\` cannot be used: its app is not running.`);
    const problem = variantProblem(definition, variant.options);
    if (problem) return refused("InvalidError", problem);
    const settings = mergeSettings(definition, variant.options);
    const mounts = this.plan(settings, app.environment, pending);
    if (!mounts) return undefined;
    const published = { definition: { ...definition, settings }, mounts, image: base.image };
    const made = this.#make(app, published, { base, variant });
    base.variants.set(variant.key, made);
    this.#fill(made);
    return made;
  }

  #find(functionId: string, pending: Pending): CallTarget | undefined {
    const target = this.#targets.get(functionId);
    if (!target) pending.fail("NotFoundError", `There is no function ${functionId} in this world.`);
    return target;
  }
}
