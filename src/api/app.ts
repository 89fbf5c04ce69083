import type { AppDefinition, FunctionDefinition } from "./app-definition.js";
import { AppRegistry } from "./app-registry.js";
import { callSite, type CallSite } from "./call-site.js";
import { isLocal } from "./context.js";
import { checkCreation } from "./creation-checks.js";
import { DefinitionInContainer } from "./definition-in-container.js";
import { InvalidError, UnimplementedError } from "./errors.js";
import { FunctionHandle } from "./function-handle.js";
import { parseFunctionOptions, type FunctionOptions, type FunctionSettings } from "./function-options.js";
import type { AnyFunction, FunctionOf } from "./function-types.js";
import { isGeneratorFunction, serializedSource } from "./function-source.js";
import { Image } from "./image.js";
import { LocalEntrypoint, type EntrypointArguments, type EntrypointOptions, type EntrypointValues } from "./local-entrypoint.js";
import { checkTags } from "./names.js";
import { unmark } from "./marks.js";
import { checkOptions, describe } from "./options.js";
import type { AppDefaults } from "./parse-container-options.js";
import { parseSecretList } from "./parse-secrets.js";
import { deployApp, lookupApp, openApp, type DeployOptions, type RunOptions, type RunningApp } from "./running-app.js";
import type { Secret } from "./secret.js";
import { currentSession } from "./session.js";
import { parseVolumeMounts, type VolumeMounts } from "./volume-mounts.js";

export interface AppOptions {
  /** URL of the file that containers evaluate for this app's functions, usually `import.meta.url`. Default: found by the call of `app.function`. */
  module?: string;
  /** Image of every function that names none. */
  image?: Image;
  /** Secrets of every function, before its own. */
  secrets?: readonly Secret[];
  /** Volumes of every function; on the same path the function's own wins. */
  volumes?: VolumeMounts;
  tags?: Readonly<Record<string, string>>;
  includeSource?: boolean;
}

/** A collection of functions that run and are deployed together. An app object holds definitions only, no state of any world. Modal: section 1. */
export class App {
  readonly name: string | undefined;
  readonly #options: AppOptions;
  readonly #registry = new AppRegistry();
  #description: string | undefined;
  #isLookedUp = false;

  /** @throws InvalidError for a name that is not a string, an unknown option, or a value of the wrong type */
  constructor(name?: string, options: AppOptions = {}) {
    if (name !== undefined && typeof name !== "string") throw new InvalidError(`Must be string: the name of an app, not ${typeof name}.`);
    checkOptions("App", options, ["module", "image", "secrets", "volumes", "tags", "includeSource"]);
    if (options.module !== undefined && !String(options.module).startsWith("file://")) throw new InvalidError(`App: module must be the URL of a file, such as \`import.meta.url\`, not ${describe(options.module)}.`);
    if (options.image !== undefined && !(options.image instanceof Image)) throw new InvalidError("App: image must be an Image.");
    parseSecretList("secrets", options.secrets ?? []);
    parseVolumeMounts(options.volumes ?? {});
    if (options.tags) checkTags(options.tags);
    this.name = name;
    this.#options = options;
    currentSession()?.importing?.apps.push(this);
  }

  get description(): string | undefined {
    return this.#description ?? this.name;
  }

  setDescription(description: string): void {
    this.#description = description;
  }

  /** Id of this app (`ap-…`) in the world in sight, `undefined` while it does not run there. */
  get appId(): string | undefined {
    return currentSession()?.bindings.appIds.get(this);
  }

  /** @throws TypeError on an app that was looked up */
  get registeredFunctions(): ReadonlyMap<string, AnyFunction> {
    return this.#local.functions;
  }

  /** @throws TypeError on an app that was looked up */
  get registeredEntrypoints(): ReadonlyMap<string, LocalEntrypoint> {
    return this.#local.entrypoints;
  }

  /** What is defined here; JavaScript's `TypeError` stands for Python's `AttributeError`. Modal: section 1.1. */
  get #local(): AppRegistry {
    if (this.#isLookedUp) throw new TypeError(`Local state is not initialized: app \`${this.name}\` was looked up, so its definitions are not known here. Find its functions with \`Function_.fromName("${this.name}", …)\`.`);
    return this.#registry;
  }

  /**
   * Makes a function of the app: returns its handle. A container evaluates the module that this call stands in and finds the
   * function by name, so it must stand at the top level of a module, or be `serialized`, or run `inline`. Modal: section 1.2.
   * @throws InvalidError for an unknown option, a value out of range, a function without a name, or one defined inside another function
   */
  function<F extends CallableFunction>(options: FunctionOptions, fn: F): FunctionOf<F>;
  function<F extends CallableFunction>(fn: F): FunctionOf<F>;
  function(...given: [FunctionOptions, CallableFunction] | [CallableFunction]): unknown {
    const [options, fn] = given.length === 1 ? [{}, given[0]] : given;
    return this.define(options, fn, this.function);
  }

  /** @param below the method that the user has called @internal */
  protected define(options: FunctionOptions, fn: CallableFunction, below: (...args: never[]) => unknown): FunctionHandle {
    return this.#define(options, fn, currentSession()?.importing ? undefined : callSite(below));
  }

  /**
   * A function that runs here, not in a container: where `modal-emulator run` begins. Returns the function itself. Modal: section 1.3.
   * @throws InvalidError for a function without a name, or a second entrypoint of that name
   */
  localEntrypoint<const A extends EntrypointArguments, R>(options: EntrypointOptions & { args: A }, fn: (args: EntrypointValues<A>) => R): (args: EntrypointValues<A>) => R;
  localEntrypoint<F extends CallableFunction>(options: EntrypointOptions, fn: F): F;
  localEntrypoint<F extends CallableFunction>(fn: F): F;
  localEntrypoint(...given: [EntrypointOptions, CallableFunction] | [CallableFunction]): unknown {
    const [options, fn] = given.length === 1 ? [{}, given[0]] : given;
    this.#local.addEntrypoint(new LocalEntrypoint(options, fn));
    return fn;
  }

  /**
   * Adds the functions of another app to this one; its entrypoints stay its own. Another function of the same name is replaced, with a
   * warning. Modal: section 1.8.
   * @throws TypeError if the other app was looked up
   */
  include(other: App): this {
    for (const [tag, handle] of other.#local.handles) this.#addFunction(tag, handle);
    return this;
  }

  /**
   * Runs the app while `body` runs: functions can be called inside it, and names without an environment are looked up in that of the
   * app. Without a world in sight, one is made and closed around it.
   * @returns what `body` returns
   * @throws InvalidError if the app is already running, or when called while a container evaluates the module
   */
  run<T>(body: () => T, options?: RunOptions): Promise<Awaited<T>>;
  /** Runs the app until the result is disposed; calls go through `running.within(() => …)`. Modal: section 1.5. */
  run(options?: RunOptions): Promise<RunningApp>;
  async run(given: (() => unknown) | RunOptions = {}, options: RunOptions = {}): Promise<unknown> {
    if (typeof given !== "function") return openApp(this, given);
    await using running = await openApp(this, options);
    return await running.within(given);
  }

  /**
   * Deploys the app: its functions can be looked up by name until it is stopped, and deploying again replaces them. Modal: section 1.6.
   * @throws InvalidError if the app has no valid name
   */
  async deploy(options: DeployOptions = {}): Promise<this> {
    await deployApp(this, options);
    return this;
  }

  /**
   * A deployed app by its name. Modal: section 1.7.
   * @throws NotFoundError if there is none and `createIfMissing` is not set
   */
  static async lookup(name: string, options: { environment?: string; createIfMissing?: boolean } = {}): Promise<App> {
    checkOptions("App.lookup", options, ["environment", "createIfMissing"]);
    const app = new App(name);
    app.#isLookedUp = true;
    await lookupApp(app, name, options);
    return app;
  }

  /**
   * What a backend needs to know of the app.
   * @throws InvalidError for what Modal checks only when a function is created
   * @internal
   */
  definition(): AppDefinition {
    const functions = [...this.#local.handles].map(([tag, handle]) => ({ ...definitionOf(handle), tag }));
    for (const { tag, settings } of functions) checkCreation(tag, settings);
    return { name: this.name, tags: this.#options.tags ?? {}, functions };
  }

  /** The handle registered under a tag. @internal */
  handle(tag: string): FunctionHandle | undefined {
    return this.#registry.handles.get(tag);
  }

  #define(options: FunctionOptions, given: CallableFunction, site: CallSite | undefined): FunctionHandle {
    if (typeof options !== "object" || options === null) throw new InvalidError("app.function takes its options and the function: `app.function({ … }, async function name() { … })`.");
    if (typeof given !== "function") throw new InvalidError("app.function needs the function: `app.function({ … }, async function name() { … })`.");
    const { fn, ...marks } = unmark(given);
    if (/^class\b/.test(Function.prototype.toString.call(fn))) throw new TypeError("app.function takes a function, not a class.");
    const body = { name: fn.name, requiredParameters: fn.length, isGenerator: isGeneratorFunction(fn), isWeb: false, marks };
    const parse = (): FunctionSettings => parseFunctionOptions(options, this.#defaults(), body);
    if (!isLocal()) return this.#addLocal(new DefinitionInContainer(this.name, options, body, parse), fn);
    const settings = parse();
    const tag = settings.name;
    const importing = currentSession()?.importing;
    const isPlaced = settings.serialized || settings.isolation === "inline" || this.#options.module !== undefined || importing !== undefined;
    if (!isPlaced && site?.enclosing !== undefined) {
      throw new InvalidError(
        `Function \`${tag}\` is defined inside ${site.enclosing === "<anonymous>" ? "another function" : `\`${site.enclosing}\``}, so a container cannot find it: functions must be defined in global scope, at the top level of a module. ` +
          "If it needs nothing but its arguments, give it `serialized: true`; if it may run in the host with everything it closes over, `isolation: \"inline\"`.",
      );
    }
    const isFileless = settings.serialized || settings.isolation === "inline";
    const definition: FunctionDefinition = {
      tag,
      app: this.name,
      file: isFileless ? undefined : (this.#options.module ?? importing?.file ?? site?.file),
      source: settings.serialized ? serializedSource(tag, fn) : undefined,
      isGenerator: settings.isGenerator,
      settings,
    };
    return this.#addLocal(definition, fn);
  }

  #addLocal(definition: FunctionDefinition, body: CallableFunction): FunctionHandle {
    return this.#addFunction(definition.tag, new FunctionHandle({ kind: "local", definition, body }));
  }

  /** A second function of a name replaces the first, as on Modal. */
  #addFunction(tag: string, handle: FunctionHandle): FunctionHandle {
    const existing = this.#local.handles.get(tag);
    if (existing && existing !== handle && isLocal()) process.emitWarning(`App \`${this.description ?? "(unnamed)"}\` has a second function named \`${tag}\`: it replaces the first. Give one of them the option \`name\`.`);
    return this.#registry.addFunction(tag, handle);
  }

  #defaults(): AppDefaults {
    const { image, secrets = [], volumes = {}, includeSource = true } = this.#options;
    return { secrets, volumes, includeSource, ...(image && { image }) };
  }
}

function definitionOf(handle: FunctionHandle): FunctionDefinition {
  const definition = handle.localDefinition;
  if (!definition) throw new InvalidError(`Function \`${handle.name}\` was looked up and has no definition here.`);
  if (definition instanceof DefinitionInContainer) throw new UnimplementedError(`Running or deploying an app from inside a container is not emulated: run the app of \`${handle.name}\` in the host, and call its functions here.`);
  return definition;
}
