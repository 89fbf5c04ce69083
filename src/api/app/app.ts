import type { AppDefinition } from "../../contract/app-definition.js";
import type { AppSummary } from "../../contract/backend.js";
import { publishedApp } from "./published-app.js";
import { AppInWorld } from "./app-in-world.js";
import { warnReplaced } from "./warn-replaced.js";
import { APP_ADVICE, checkAppOptions, type AppOptions, checkInclude, type IncludeOptions } from "./app-options.js";
import { callSite, type CallSite } from "../../checks/call-site.js";
import type { ErrorClass } from "../codec/error-classes.js";
import { clsFacade } from "../classes/cls-facade.js";
import { ClsHandle } from "../classes/cls-handle.js";
import { registerClass } from "../codec/registered-class.js";
import type { Cls, Constructor } from "../types/cls-types.js";
import { isDecoratorContext } from "../marks/class-marks.js";
import { defineClass } from "../classes/define-class.js";
import { defineServer, type ServerOptions } from "../classes/define-server.js";
import { Server } from "../classes/server.js";
import { defineFunction } from "../functions/define-function.js";
import { InvalidError } from "../../contract/errors.js";
import type { Image } from "../images/image.js";
import { refuseAssignments } from "../../checks/refuse-assignments.js";
import type { FunctionHandle } from "../functions/function-handle.js";
import type { ClsOptions, FunctionOptions } from "../settings/function-options.js";
import type { AnyFunction, FunctionOf, Marked } from "../types/function-types.js";
import {
  LocalEntrypoint,
  type EntrypointArguments,
  type EntrypointOptions,
  type EntrypointValues,
} from "./local-entrypoint.js";
import { checkOptions, describe } from "../../checks/options.js";
import type { Owner } from "../settings/owner.js";
import { deployApp, lookupApp, openApp, type DeployOptions, type RunOptions, type RunningApp } from "./running-app.js";
import { currentSession, type Session } from "../session/session.js";
import type { ClassMarker } from "../types/decorators.js";

/**
 * A collection of functions that run and are deployed together. An app object holds definitions only, no state of any
 * world. Modal: docs/modal/apps.md.
 */
export class App extends AppInWorld {
  readonly #name: string | undefined;
  #options: AppOptions;
  #description: string | undefined;

  /** @throws InvalidError for a name that is not a string, an unknown option, or a value of the wrong type */
  constructor(name?: string, options: AppOptions = {}) {
    if (name !== undefined && typeof name !== "string")
      throw new InvalidError(`Must be string: the name of an app, not ${typeof name}.`);
    checkAppOptions(options);
    super(name);
    this.#name = name;
    this.#options = options;
    currentSession()?.importing?.apps.push(this);
  }

  get name(): string | undefined {
    return this.#name;
  }

  /** The image of every function and class that is defined after this and names none. */
  get image(): Image | undefined {
    return this.#options.image;
  }

  /** @throws InvalidError for something else than an image */
  set image(image: Image | undefined) {
    checkAppOptions({ image: image as Image });
    this.#options = { ...this.#options, image: image as Image };
  }

  get description(): string | undefined {
    return this.#description ?? this.name;
  }

  setDescription(description: string): void {
    this.#description = description;
  }

  /**
   * Makes a function of the app: returns its handle. A container evaluates the module that this call stands in and
   * finds the function by name, so it must stand at the top level of a module, or be `serialized`, or run `inline`.
   * Modal: docs/modal/function-options.md#options.
   * @throws InvalidError for an unknown option, a value out of range, a function without a name, or one defined inside
   * another function
   */
  function<F extends CallableFunction | (AnyFunction & Marked)>(options: FunctionOptions, fn: F): FunctionOf<F>;
  function<F extends CallableFunction | (AnyFunction & Marked)>(fn: F): FunctionOf<F>;
  function(...given: [FunctionOptions, CallableFunction] | [CallableFunction]): unknown {
    const [options, fn] = given.length === 1 ? [{}, given[0]] : given;
    return this.define(options, fn, this.function);
  }

  /** @param below the method that the user has called @internal */
  protected define(
    options: FunctionOptions,
    fn: CallableFunction,
    below: (...args: never[]) => unknown,
  ): FunctionHandle {
    const handle = defineFunction(this.#owner, options, fn, currentSession()?.importing ? undefined : callSite(below));
    return this.#addFunction(handle.name, handle);
  }

  /**
   * Makes a class of the app: returns its handle, which is made instances of as the class itself is. Members are marked
   * by `method`, `enter`, `exit` and `parameter`. The class is constructed once here to read the marks, so field
   * initialisers should have no effects: those belong in `enter`. As a decorator, `@app.cls({ … })`; `Cls.of` has the
   * handle then. Modal: docs/modal/function-options.md#classes, docs/modal/classes.md.
   * @throws InvalidError for an unknown option, a value out of range, a class without a name, one defined inside a
   * function, and one whose marks contradict each other
   * @throws TypeError if what is given is no class
   */
  cls<C extends Constructor>(options: ClsOptions, target: C): Cls<C>;
  cls<C extends Constructor>(target: C): Cls<C>;
  cls(options?: ClsOptions): ClassMarker;
  cls(...given: readonly unknown[]): unknown {
    const site = currentSession()?.importing ? undefined : callSite(this.cls);
    const [first, second] = given;
    if (isDecoratorContext(second))
      throw new InvalidError("@app.cls got a class: did you forget its parentheses? Write `@app.cls()`.");
    if (given.length > 1) return this.#defineClass(first as ClsOptions, second, site);
    if (typeof first === "function") return this.#defineClass({}, first, site);
    return (target: unknown): void => {
      registerClass(target as object, this.#defineClass(first ?? {}, target, site));
    };
  }

  /**
   * Makes a server of the app: a class whose `enter` hooks start what listens on a port of its containers, to which all
   * requests go. As a decorator, `@app.server({ … })`, it is found again by `Server.fromName`.
   * Modal: docs/modal/function-options.md#servers.
   * @throws InvalidError for an unknown option, a value out of range, a class without `enter` hooks or with methods,
   * parameters or marks of its own; TypeError if what is given is no class
   */
  server(options: ServerOptions, target: Constructor): Server;
  server(target: Constructor): Server;
  server(options?: ServerOptions): ClassMarker;
  server(...given: readonly unknown[]): unknown {
    const site = currentSession()?.importing ? undefined : callSite(this.server);
    const [first, second] = given;
    if (isDecoratorContext(second))
      throw new InvalidError("@app.server got a class: did you forget its parentheses? Write `@app.server()`.");
    const define = (options: ServerOptions, target: unknown): Server => {
      const handle = defineServer(this.#owner, options, target, site);
      this.#addClass(handle.name, handle);
      return new Server(handle);
    };
    if (given.length > 1) return define(first as ServerOptions, second);
    if (typeof first === "function") return define({}, first);
    return (target: unknown): void => void define(first ?? {}, target);
  }

  /**
   * A function that runs here, not in a container: where `modal-emulator run` begins. Returns the function itself.
   * Modal: docs/modal/apps.md#local-entrypoints.
   * @throws InvalidError for a function without a name, or a second entrypoint of that name
   */
  localEntrypoint<const A extends EntrypointArguments, R>(
    options: EntrypointOptions & { args: A },
    fn: (args: EntrypointValues<A>) => R,
  ): (args: EntrypointValues<A>) => R;
  localEntrypoint<F extends CallableFunction>(options: EntrypointOptions, fn: F): F;
  localEntrypoint<F extends CallableFunction>(fn: F): F;
  localEntrypoint(...given: [EntrypointOptions, CallableFunction] | [CallableFunction]): unknown {
    const [options, fn] = given.length === 1 ? [{}, given[0]] : given;
    this.local.addEntrypoint(new LocalEntrypoint(options, fn));
    return fn;
  }

  /**
   * Registers a class of errors: those that cross to where the app is known come out as its instances, without its
   * constructor being called. Those of other classes become a `RemoteError` that keeps their name and properties.
   * Returns the class itself. Modal: docs/modal/errors.md#from-result-to-error.
   * @throws InvalidError for something else than a class of errors with a name
   */
  errorClass<C extends abstract new (...args: never[]) => globalThis.Error>(target: C): C {
    if (typeof target !== "function" || !(target.prototype instanceof globalThis.Error) || target.name === "")
      throw new InvalidError(
        `app.errorClass takes a class with a name that extends Error, as in \`app.errorClass(class SoldOut extends Error {})\`, not ${describe(target)}.`,
      );
    this.local.addErrorClass(target);
    return target;
  }

  /** @internal */
  get errorClasses(): ReadonlyMap<string, ErrorClass> {
    return this.registry.errorClasses;
  }

  /**
   * Adds the functions and classes of another app to this one, and its tags, of which this one's win; its entrypoints
   * stay its own. What has the same name is replaced, with a warning. Modal: docs/modal/apps.md#including.
   * @throws TypeError if the other app was looked up; InvalidError for what is no app
   */
  include(other: App, options: IncludeOptions = {}): this {
    checkInclude(other instanceof App, other, options);
    if (options.inheritTags ?? true)
      this.#options = { ...this.#options, tags: { ...other.#options.tags, ...this.#options.tags } };
    for (const [tag, handle] of other.local.handles) this.#addFunction(tag, handle);
    for (const [tag, handle] of other.local.classes) this.#addClass(tag, handle);
    for (const errorClass of other.errorClasses.values()) this.registry.addErrorClass(errorClass);
    return this;
  }

  /**
   * Runs the app while `body` runs: functions can be called inside it, and names without an environment are looked up
   * in that of the app. Without a world in sight, one is made and closed around it.
   * @returns what `body` returns
   * @throws InvalidError if the app is already running, or when called while a container evaluates the module
   */
  run<T>(body: () => T, options?: RunOptions): Promise<Awaited<T>>;
  /**
   * Runs the app until the result is disposed; calls go through `running.within(() => …)`.
   * Modal: docs/modal/apps.md#running.
   */
  run(options?: RunOptions): Promise<RunningApp>;
  async run(given: (() => unknown) | RunOptions = {}, options: RunOptions = {}): Promise<unknown> {
    if (typeof given !== "function") return openApp(this, given);
    await using running = await openApp(this, options);
    return await running.within(given);
  }

  /**
   * Deploys the app: its functions can be looked up by name until it is stopped, and deploying again replaces them.
   * Modal: docs/modal/apps.md#deploying.
   * @throws InvalidError if the app has no valid name
   */
  async deploy(options: DeployOptions = {}): Promise<this> {
    await deployApp(this, options);
    return this;
  }

  /**
   * A deployed app by its name. Modal: docs/modal/apps.md#looking-up.
   * @throws NotFoundError if there is none and `createIfMissing` is not set
   */
  static async lookup(name: string, options: { environment?: string; createIfMissing?: boolean } = {}): Promise<App> {
    checkOptions("App.lookup", options, ["environment", "createIfMissing"]);
    const app = new App(name);
    app.isLookedUp = true;
    await lookupApp(app, name, options);
    return app;
  }

  /** The handle of an app that was listed. @internal */
  static found({ bindings }: Session, { appId, name, environment }: AppSummary): App {
    const app = new App(name);
    app.isLookedUp = true;
    bindings.appIds.set(app, appId);
    bindings.appEnvironments.set(app, environment);
    return app;
  }

  /** What a backend is told of the app. @internal */
  definition(): AppDefinition {
    return publishedApp(this.name, this.local, this.#options.tags);
  }

  /** The handle registered under a tag. @internal */
  handle(tag: string): FunctionHandle | ClsHandle | undefined {
    return this.registry.handles.get(tag) ?? this.registry.classes.get(tag);
  }

  #defineClass(options: ClsOptions, target: unknown, site: CallSite | undefined): object {
    const handle = defineClass(this.#owner, options, target, site);
    this.#addClass(handle.name, handle);
    return clsFacade(handle);
  }

  #addClass(tag: string, handle: ClsHandle): void {
    warnReplaced(this.description, tag, this.handle(tag), handle);
    this.registry.addClass(tag, handle);
  }

  /** A second function of a name replaces the first, as on Modal. */
  #addFunction(tag: string, handle: FunctionHandle): FunctionHandle {
    warnReplaced(this.description, tag, this.handle(tag), handle);
    return this.registry.addFunction(tag, handle);
  }

  get #owner(): Owner {
    const { image, secrets = [], volumes = {}, includeSource = true, module } = this.#options;
    return { name: this.name, module, defaults: () => ({ secrets, volumes, includeSource, ...(image && { image }) }) };
  }
}

refuseAssignments(App, APP_ADVICE, ["name"]);
