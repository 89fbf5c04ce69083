import { refuseAssignments } from "../../checks/refuse-assignments.js";
import type { FunctionDefinition } from "../../contract/app-definition.js";
import { checkBatchBody, parseBatch } from "../marks/batched.js";
import type { Binder } from "./binder.js";
import { LocalFunction } from "./local-function.js";
import type { PassedReference } from "./passed-function.js";
import { decodeOutcome, encodeArguments } from "../session/values.js";
import { parseConcurrency } from "../marks/concurrent.js";
import { warnDeprecated } from "../../checks/warn-deprecated.js";
import { InvalidError } from "../../contract/errors.js";
import { flatMapInputs } from "../calls/flat-map-inputs.js";
import type { HydratedFunction } from "../calls/callee.js";
import { FunctionCall } from "../calls/function-call.js";
import { remoteGenerator } from "../calls/remote-generator.js";
import { mapInputs, spawnAsOne, spawnInputs } from "../calls/map-inputs.js";
import { argumentRows, rows, splitOptions, type Rows } from "../calls/argument-rows.js";
import { refuseWeb } from "./web-url.js";
import { warnOfList } from "./warn-of-list.js";
import { FunctionInWorld } from "./function-in-world.js";
import { FunctionVariant } from "./function-variant.js";
import { type DynamicOptions, parseDynamicOptions } from "../settings/dynamic-options.js";
import type { AnyFunction } from "../types/function-types.js";
import { beginWait, currentSession, placeOfCall, type Session } from "../session/session.js";
import { type MapOptions, type ForEachOptions, MAP_OPTIONS } from "../calls/map-options.js";
import type { BatchOptions, ConcurrencyOptions } from "../types/mark-options.js";
import type { DynamicSettings } from "../../contract/function-settings.js";

/** The handle behind every function; its methods are typed by `FunctionOf`. Modal: docs/modal/calling.md. */
export class FunctionHandle extends FunctionInWorld implements AnyFunction {
  /** Made by a `Stub`: its names raise no warning, and its generators can be mapped over. @internal */
  isOfStub: boolean;

  constructor(binder: Binder, isOfStub = false) {
    super(binder);
    this.isOfStub = isOfStub;
  }

  /** @internal */
  get localDefinition(): FunctionDefinition | undefined {
    return this.binder instanceof LocalFunction ? this.binder.local : undefined;
  }

  /** @internal */
  override toWire(): { kind: string; data: unknown } {
    this.checkWorld(currentSession());
    const { functionId, name, isGenerator, isOfStub, binder } = this;
    if (functionId !== undefined) {
      const data: PassedReference = { functionId, name, isGenerator, ...(isOfStub && { isOfStub }) };
      return { kind: "function", data };
    }
    if (binder.toWire) return binder.toWire();
    throw new InvalidError(
      `Function \`${name}\` hasn't been hydrated, so its handle cannot be passed. Its app is not running, or it was looked up and never used: await its hydrate() first.`,
    );
  }

  async remote(...args: unknown[]): Promise<unknown> {
    if (this.isGenerator)
      throw new InvalidError(
        `Function \`${this.name}\` is a generator: iterate \`${this.name}.remoteGen(…)\` instead of calling \`remote\`.`,
      );
    refuseWeb(this, "remote");
    const [wire, place] = [encodeArguments(args), placeOfCall()];
    const hydrated = await this.hydrated();
    warnOfList(this, `${this.name}.remote`, args, hydrated);
    const { session, functionId } = hydrated;
    return decodeOutcome(await session.backend.send("call.invoke", { functionId, args: wire }), session, place);
  }

  remoteGen(...args: unknown[]): AsyncGenerator<unknown, void, undefined> {
    if (this.binder.isGenerator === false)
      throw new InvalidError(
        `Function \`${this.name}\` is not a generator: call \`${this.name}.remote(…)\` instead of \`remoteGen\`.`,
      );
    const what = `${this.name}.remoteGen`;
    const hydrated = async (from?: Session): Promise<HydratedFunction> => {
      const found = await this.hydrated(from);
      warnOfList(this, what, args, found);
      return found;
    };
    return remoteGenerator({ hydrated }, what, args);
  }

  local(...args: unknown[]): unknown {
    return Reflect.apply(this.binder.body("local"), undefined, args);
  }

  async spawn(...args: unknown[]): Promise<FunctionCall<unknown>> {
    if (this.isGenerator)
      throw new InvalidError(`Cannot \`spawn\` a generator: iterate \`${this.name}.remoteGen(…)\` instead.`);
    refuseWeb(this, "spawn");
    const wire = encodeArguments(args);
    const hydrated = await this.hydrated();
    warnOfList(this, `${this.name}.spawn`, args, hydrated);
    const { session, functionId } = hydrated;
    const { callId } = await session.backend.send("call.spawn", { functionId, args: wire });
    return FunctionCall.ofWorld(callId, session.bindings);
  }

  /** `spawn` under its old name; a generator runs to its end, and there is no call to ask for a result. */
  async submit(...args: unknown[]): Promise<FunctionCall<unknown> | undefined> {
    if (!this.isOfStub) warnDeprecated("submit", this.isGenerator ? "remoteGen" : "spawn");
    return this.#submit(args);
  }

  async enqueue(...args: unknown[]): Promise<void> {
    warnDeprecated("enqueue", this.isOfStub ? "submit" : "spawn");
    await this.#submit(args);
  }

  async #submit(args: readonly unknown[]): Promise<FunctionCall<unknown> | undefined> {
    if (!this.isGenerator) return this.spawn(...args);
    const wire = encodeArguments(args);
    const { session, functionId } = await this.hydrated();
    await session.backend.send("generator.start", { functionId, args: wire, isUnheard: true });
    return undefined;
  }

  map(...inputs: unknown[]): AsyncIterable<unknown> {
    const what = `${this.name}.map`;
    const [iterables, options, more] = splitOptions<MapOptions>(what, inputs, MAP_OPTIONS);
    return this.#mapped("map", () => rows(what, iterables, more), options);
  }

  starmap(inputs: Rows, options: MapOptions = {}): AsyncIterable<unknown> {
    const what = `${this.name}.starmap`;
    const [, own, more] = splitOptions<MapOptions>(what, [options], MAP_OPTIONS);
    return this.#mapped("starmap", () => argumentRows(what, inputs, more), own);
  }

  async forEach(...inputs: unknown[]): Promise<void> {
    const what = `${this.name}.forEach`;
    using _wait = beginWait(what);
    const known = this.isOfStub ? (["ignoreExceptions", ...MAP_OPTIONS] as const) : (["ignoreExceptions"] as const);
    const [iterables, options, more] = splitOptions<ForEachOptions & MapOptions>(what, inputs, known);
    const { ignoreExceptions = false, orderOutputs = false, returnExceptions = ignoreExceptions } = options;
    const results = this.#mapped("forEach", () => rows(what, iterables, more), { orderOutputs, returnExceptions });
    for await (const _ of results) void _;
  }

  async spawnMap(...inputs: unknown[]): Promise<void> {
    if (this.isGenerator)
      throw new globalThis.Error(
        `\`spawnMap\` cannot be used on a generator function: iterate \`${this.name}.remoteGen(…)\` instead.`,
      ); // Modal: a bare exception (docs/modal/calling.md#which-call-fits)
    await spawnInputs(this, this.#rows("spawnMap", inputs));
  }

  async experimentalSpawnMap(...inputs: unknown[]): Promise<FunctionCall<unknown>> {
    if (this.isGenerator)
      throw new InvalidError(
        `Cannot \`experimentalSpawnMap\` a generator: iterate \`${this.name}.remoteGen(…)\` instead.`,
      );
    const { session, callId } = await spawnAsOne(this, this.#rows("experimentalSpawnMap", inputs));
    return FunctionCall.ofWorld(callId, session.bindings);
  }

  getRawFunction(): CallableFunction {
    return this.binder.body("getRawFunction");
  }

  /** Stub-era name. */
  getRawF(): CallableFunction {
    return this.getRawFunction();
  }

  /**
   * The same function with other options and containers of its own. Modal: docs/modal/dynamic-options.md.
   * @throws InvalidError for an unknown option, or a value out of range
   */
  withOptions(options: DynamicOptions = {}): FunctionHandle {
    const settings = parseDynamicOptions(options);
    if (this.isGenerator && settings.retries)
      throw new InvalidError(
        `Function \`${this.name}\` is a generator, and retries are not supported for those. Remove the option "retries".`,
      );
    return this.#variant("withOptions", settings);
  }

  withConcurrency(options: ConcurrencyOptions): FunctionHandle {
    return this.#variant("withConcurrency", { concurrency: parseConcurrency("withConcurrency", options) });
  }

  withBatching(options: BatchOptions): FunctionHandle {
    const batch = parseBatch("withBatching", options);
    const body = this.#ownBody;
    if (body) checkBatchBody(body);
    return this.#variant("withBatching", { batch });
  }

  #variant(method: string, settings: DynamicSettings): FunctionHandle {
    if (this.binder.isMethod)
      throw new InvalidError(
        `\`${this.name}\` is a method: call \`${method}\` of its class, and make an instance of what that returns.`,
      );
    const earlier = this.binder instanceof FunctionVariant ? this.binder : undefined;
    return new FunctionHandle(new FunctionVariant(earlier?.base ?? this, { ...earlier?.options, ...settings }));
  }

  /** Its code, if it is defined here. */
  get #ownBody(): CallableFunction | undefined {
    const own = this.binder instanceof FunctionVariant ? this.binder.base : this;
    return own.localDefinition && own.getRawFunction();
  }

  #rows(method: string, inputs: readonly unknown[]): Rows {
    const what = `${this.name}.${method}`;
    const [iterables, , more] = splitOptions(what, inputs, []);
    return rows(what, iterables, more);
  }

  #mapped(method: string, inputs: () => Rows, options: MapOptions): AsyncIterable<unknown> {
    if (!this.isGenerator) return mapInputs(this, `${this.name}.${method}`, inputs(), options);
    if (this.isOfStub) return flatMapInputs(this, `${this.name}.${method}`, inputs(), options);
    throw new InvalidError(
      `\`${method}\` cannot be used on a generator function: iterate \`${this.name}.remoteGen(…)\` instead.`,
    );
  }
}

refuseAssignments(FunctionHandle, "Options are given to app.function, and changed by withOptions.", ["name"]);
