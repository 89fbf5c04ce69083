import { refuseOptions } from "../../checks/refuse-options.js";
import { refuseAssignments } from "../../checks/refuse-assignments.js";
import type { App } from "./app.js";
import { ClsHandle } from "../classes/cls-handle.js";
import { FunctionHandle } from "../functions/function-handle.js";
import type { AppDefinition } from "../../contract/app-definition.js";
import type { AppBinding, KeptDeployment } from "../../contract/backend.js";
import { ignoreClosed } from "../session/check-world.js";
import { ExecutionError, InvalidError } from "../../contract/errors.js";
import { checkDeploymentTag, checkEnvironmentName, checkObjectName } from "../../checks/names.js";
import { parseSwitch, parseText } from "../../checks/option-types.js";
import { checkOptions } from "../../checks/options.js";
import { isOutputEnabled, showIfEnabled } from "./enable-output.js";
import { currentSession, defaultWorld, withSession, type DefinedApp, type Session } from "../session/session.js";

/** What `app.run` and `world.run` take. */
export interface RunOptions {
  /** What this run is called in the event log, in messages and in what is shown. Default: the name of the app. */
  name?: string;
  /** Environment to run in, made if it does not exist. Default: that of the app around the call, else the world's. */
  environment?: string;
  /** The app goes on after the block ends, until its work is done. */
  detach?: boolean;
  /**
   * `app.isInteractive` is true. It changes nothing else: `interact` needs a terminal, and no more. Needs `enableOutput`.
   * Default: false.
   */
  interactive?: boolean;
}

/** What `app.deploy` and `world.deploy` take. */
export interface DeployOptions {
  /** Name to deploy under. Default: the app's. */
  name?: string;
  /**
   * Environment to deploy in, made if it does not exist. Default: that of the app around the call, else the world's.
   */
  environment?: string;
  /** At most 50 characters. */
  tag?: string;
  /** `rolling`: old containers finish their inputs; `recreate`: they are stopped. Default: `rolling`. */
  strategy?: "rolling" | "recreate";
}

/** An app that runs until it is disposed. */
export class RunningApp implements AsyncDisposable {
  readonly #app: App;
  readonly #appId: string;
  readonly #session: Session;
  readonly #environment: string;
  readonly #end: () => Promise<void>;

  /** @internal */
  constructor(app: App, { appId, environment }: AppBinding, session: Session, end: () => Promise<void>) {
    this.#app = app;
    this.#appId = appId;
    this.#environment = environment;
    this.#session = session;
    this.#end = end;
  }

  static {
    refuseAssignments(RunningApp, "It stands for one run of an app.", ["appId"]);
  }

  get app(): App {
    return this.#app;
  }

  get appId(): string {
    return this.#appId;
  }

  /** Calls made inside `body` talk to this app's world; names are looked up in the environment that the app runs in. */
  within<T>(body: () => T): T {
    return withSession(this.#session, body, this.#environment);
  }

  /** Stops the app: what is queued or running is terminated. */
  stop(): Promise<void> {
    return this.#end();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#end();
  }
}

/** @internal */
export async function openApp(app: App, options: RunOptions): Promise<RunningApp> {
  checkOptions("app.run", options, ["name", "environment", "detach", "interactive"]);
  const title = parseText("name", options.name);
  const interactive = parseSwitch("interactive", options.interactive, false);
  if (interactive && !isOutputEnabled())
    throw new InvalidError("app.run: `interactive` needs output. Call it under `using _output = enableOutput()`.");
  if (options.environment !== undefined) checkEnvironmentName(options.environment);
  refuseWhileImporting(app, "run");
  const inSight = currentSession();
  const opened = inSight ? undefined : await defaultWorld.open();
  const session = inSight ?? opened?.session;
  if (!session) throw new ExecutionError("There is no world to run the app in.");
  try {
    if (session.bindings.running.has(app))
      throw new InvalidError(`App \`${app.description ?? "(unnamed)"}\` is already running in this world.`);
    const binding = await session.backend.send("app.run", {
      app: app.definition(),
      environment: options.environment,
      detach: options.detach,
      title,
    });
    bindApp(session, app, binding);
    session.bindings.running.set(app, { interactive });
    const shown = showIfEnabled(session, {
      appId: binding.appId,
      name: title ?? app.description ?? binding.appId,
      isDeployed: false,
    });
    let stopped: Promise<void> | undefined;
    const stop = async (): Promise<void> => {
      session.bindings.running.delete(app);
      for (const { functionId } of binding.functions) session.bindings.unbind(functionId, options.detach);
      await session.backend
        .send("app.stop", { appId: binding.appId, detached: options.detach ?? false })
        .catch(ignoreClosed);
      shown?.[Symbol.dispose]();
      await opened?.[Symbol.asyncDispose]();
    };
    return new RunningApp(app, binding, session, () => (stopped ??= stop()));
  } catch (error) {
    await opened?.[Symbol.asyncDispose]();
    throw error;
  }
}

/** @internal @param kept what it goes on with that was deployed before, in another world */
export async function deployApp(app: App, options: DeployOptions, kept?: KeptDeployment): Promise<AppBinding> {
  checkOptions("app.deploy", options, ["name", "environment", "tag", "strategy"]);
  if (options.environment !== undefined) checkEnvironmentName(options.environment);
  refuseWhileImporting(app, "deploy");
  const { name = app.name, tag = "", strategy = "rolling" } = options;
  if (!name) throw new InvalidError('An app that is deployed needs a name: `new App("name")`, or the option `name`.');
  checkObjectName("App", name);
  if (tag) checkDeploymentTag(tag);
  if (strategy !== "rolling" && strategy !== "recreate")
    throw new InvalidError(`app.deploy: strategy must be "rolling" or "recreate", not ${JSON.stringify(strategy)}.`);
  const session = sessionFor("app.deploy");
  const binding = await session.backend.send("app.deploy", {
    app: { ...(kept?.isDormant ? withoutSchedules(app.definition()) : app.definition()), name },
    environment: options.environment,
    tag,
    strategy,
    kept,
  });
  bindApp(session, app, binding);
  showIfEnabled(session, { appId: binding.appId, name, isDeployed: true });
  return binding;
}

/** @internal */
export async function lookupApp(
  app: App,
  name: string,
  options: { environment?: string; createIfMissing?: boolean },
): Promise<void> {
  checkObjectName("App", name);
  const session = sessionFor("App.lookup");
  const { appId, environment } = await session.backend.send("app.lookup", {
    name,
    environment: options.environment,
    createIfMissing: options.createIfMissing ?? false,
  });
  session.bindings.appIds.set(app, appId);
  session.bindings.appEnvironments.set(app, environment);
}

/** Hydrates the handles of an app's functions and classes. @internal */
export function bindApp(session: Session, app: DefinedApp, binding: AppBinding): void {
  session.bindings.appIds.set(app, binding.appId);
  session.bindings.appEnvironments.set(app, binding.environment);
  session.bindings.bindWebUrls(binding.functions);
  for (const warning of binding.warnings ?? []) process.emitWarning(warning);
  for (const bound of binding.functions) {
    const handle = app.handle(bound.tag);
    if (!handle) continue;
    session.bindings.bind(handle, bound.functionId);
    const image = imageOf(handle);
    if (image && bound.imageId !== undefined) session.bindings.bindImage(image, bound.imageId);
    if (bound.cls) session.bindings.bindClass(bound);
  }
}

/** Of a function or class that is defined here. */
function imageOf(handle: object): object | undefined {
  if (handle instanceof FunctionHandle) return handle.localDefinition?.settings.image;
  return handle instanceof ClsHandle ? handle.definition.settings.image : undefined;
}

function sessionFor(what: string): Session {
  const session = currentSession();
  if (!session)
    throw new ExecutionError(
      `${what}: no world is in sight. Start one with \`Emulator.start()\` and call it inside \`world.within(() => …)\`.`,
    );
  return session;
}

/** A container evaluates the module again; running the app there would never end. */
function refuseWhileImporting(app: App, method: "run" | "deploy"): void {
  const session = currentSession();
  if (!session?.importing?.active) return;
  const where = session.isContainer
    ? "in global scope within a container, which evaluates the module again"
    : "while its module is imported";
  throw new InvalidError(
    `app.${method}() of app \`${app.description ?? "(unnamed)"}\` is called ${where}. Guard it: \`if (import.meta.main) await app.${method}(…)\`, or \`if (isLocal()) …\`.`,
  );
}

refuseOptions(RunningApp.prototype, { stop: 0 });

function withoutSchedules(definition: AppDefinition): AppDefinition {
  const functions = definition.functions.map((fn) => {
    const { schedule: _, ...settings } = fn.settings;
    return { ...fn, settings };
  });
  return { ...definition, functions };
}
