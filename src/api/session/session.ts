import { AsyncLocalStorage } from "node:async_hooks";
import type { Backend } from "../../contract/backend.js";
import type { FunctionBinding } from "../../contract/app-definition.js";
import type { ErrorClass } from "../codec/error-classes.js";
import type { Handle } from "../codec/handle.js";
import { ExecutionError } from "../../contract/errors.js";
import type { ClusterInfo } from "../../contract/cluster-settings.js";

/**
 * The side of the API that belongs to one world or one container: whom handles talk to, and what they are bound to
 * there.
 */
export interface Session {
  readonly backend: Backend;
  readonly bindings: Bindings;
  readonly revive: Revive;
  /**
   * Set while a module is evaluated on behalf of a container or the command line: what it defines is collected here.
   */
  readonly importing: Importing | undefined;
  /** Set inside containers. */
  readonly isContainer: boolean;
  /** Rewrites a stack that leaves a container: maps compiled positions to the user's own lines. */
  mapStack?(stack: string): string;
  /** The environment that names without one are looked up in; `undefined` where there is no world. */
  readonly environment: string | undefined;
  /** Whether what containers write outside of mounts is their own, and their images have files. */
  readonly hasOwnDisks?: boolean | undefined;
  /** What the workspace builds images with, in the host. */
  readonly imageBuilder?: string | undefined;
  /** The input that the running code belongs to, inside containers. */
  readonly input: InputContext | undefined;
  /** The cluster that the container belongs to, if it does to one. */
  readonly cluster?: ClusterInfo | undefined;
  /** Whether calls note where they are made: an error that has no stack of its own points there then. */
  notesPlaces?: boolean | undefined;
  /** Hears of what code asks for and has not got yet. @returns ends that */
  begins?: ((what: string) => Disposable | undefined) | undefined;
  /** Shows an app in the process, in the host. @returns how to end that */
  readonly show?: ((app: ShownApp) => Disposable) | undefined;
}

/** What `enableOutput` shows. */
export interface ShownApp {
  readonly appId: string;
  readonly name: string;
  readonly isDeployed: boolean;
}

export interface Importing {
  /** Every app that was constructed, in order. */
  readonly apps: DefinedApp[];
  /** What images run as they are built, in order. */
  readonly buildFunctions: CallableFunction[];
  /** Imports that have failed, with the images that they are for. */
  readonly failed: { readonly image: object; readonly error: unknown }[];
  /** The file that containers evaluate for everything defined meanwhile. */
  readonly file: string | undefined;
  /** True as long as the module's evaluation has not ended. */
  active: boolean;
}

export interface InputContext {
  readonly inputId: string;
  readonly functionCallId: string;
  readonly attempt: number;
  /**
   * Ends what waits for the emulator now; after an interruption there is a new one, so that `finally` blocks may wait
   * again.
   */
  readonly signal: AbortSignal;
  /** Aborts for good when the input is interrupted: cancelled, at its time limit, or because its container stops. */
  readonly stopSignal: AbortSignal;
  /** An interruption that came between two waits. @returns what the next one ends with, once */
  takeMissed(): globalThis.Error | undefined;
}

/** An app, as far as what it is bound to is concerned. */
export interface DefinedApp {
  readonly name: string | undefined;
  /** Classes of errors that it has registered, by name. */
  readonly errorClasses: ReadonlyMap<string, ErrorClass>;
  /** The handle of the function or class registered under a tag. */
  handle(tag: string): Handle | undefined;
}

/** Makes a handle of what crossed: it comes out live in the session of whoever uses it. */
export type Revive = (kind: string, data: unknown, origin: Bindings | undefined) => unknown;

/** Which handles are hydrated in one session, and as what. */
export class Bindings {
  readonly #functions = new WeakMap<Handle, string>();
  readonly #handles = new Map<string, Handle>();
  #variants: Map<string, Map<string, FunctionBinding>> | undefined;
  #classes: Map<string, FunctionBinding> | undefined;
  #webUrls: Map<string, string> | undefined;
  #objects: WeakMap<Handle, string | null> | undefined;
  #images: WeakMap<object, string> | undefined;
  #appIds: Map<DefinedApp, string> | undefined;
  #appEnvironments: Map<DefinedApp, string> | undefined;
  #arities: Map<string, number> | undefined;
  #running: Map<DefinedApp, { readonly interactive: boolean }> | undefined;

  /** The id of an image, by its definition; `undefined` while it is not built. */
  imageId(image: object): string | undefined {
    return this.#images?.get(image);
  }

  bindImage(image: object, imageId: string): void {
    (this.#images ??= new WeakMap()).set(image, imageId);
  }

  /** Ids of apps that run, are deployed or were looked up. */
  get appIds(): Map<DefinedApp, string> {
    return (this.#appIds ??= new Map());
  }

  /** Names of the environments of those apps. */
  get appEnvironments(): Map<DefinedApp, string> {
    return (this.#appEnvironments ??= new Map());
  }

  /** Apps inside a `run` block. */
  get running(): Map<DefinedApp, { readonly interactive: boolean }> {
    return (this.#running ??= new Map());
  }

  /** A class of errors that one of the apps here has registered. */
  errorClass(name: string): ErrorClass | undefined {
    for (const app of this.#appIds?.keys() ?? []) {
      const found = app.errorClasses.get(name);
      if (found) return found;
    }
    return undefined;
  }

  /** A handle whose definition is known here. */
  bind(handle: Handle, functionId: string): void {
    this.#functions.set(handle, functionId);
    this.#handles.set(functionId, handle);
  }

  /** A handle that was looked up: it does not take the place of one whose definition is known here. */
  bindFound(handle: Handle, { functionId, arity }: FunctionBinding): void {
    this.#functions.set(handle, functionId);
    if (arity === undefined) this.#arities?.delete(functionId);
    else (this.#arities ??= new Map()).set(functionId, arity);
  }

  /** How many arguments a function needs at least that was looked up, if that is more than one. */
  arity(functionId: string): number | undefined {
    return this.#arities?.get(functionId);
  }

  /** Where a function is reached that answers web requests, as far as it is known. */
  webUrl(functionId: string): string | undefined {
    return this.#webUrls?.get(functionId);
  }

  /** An app was published: its functions have their addresses. */
  bindWebUrls(functions: readonly FunctionBinding[]): void {
    for (const { functionId, webUrl } of functions.flatMap((each) => [each, ...(each.cls?.methods ?? [])]))
      if (webUrl !== undefined) (this.#webUrls ??= new Map()).set(functionId, webUrl);
      else this.#webUrls?.delete(functionId);
  }

  /** @param goesOn what of it is left to run finds its code all the same, if that is inline */
  unbind(functionId: string, goesOn = false): void {
    const handle = this.#handles.get(functionId);
    if (!goesOn) this.#handles.delete(functionId);
    this.#variants?.delete(functionId);
    this.#classes?.delete(functionId);
    if (handle && this.#functions.get(handle) === functionId) this.#functions.delete(handle);
  }

  functionId(handle: Handle): string | undefined {
    return this.#functions.get(handle);
  }

  /** The one whose definition is known here. */
  handle(functionId: string): Handle | undefined {
    return this.#handles.get(functionId);
  }

  /** What is known of a class that is hydrated. */
  cls(functionId: string): FunctionBinding | undefined {
    return this.#classes?.get(functionId);
  }

  /** A class may have other methods and parameters than before, and so may its variants. */
  bindClass(binding: FunctionBinding): void {
    (this.#classes ??= new Map()).set(binding.functionId, binding);
    this.#variants?.delete(binding.functionId);
  }

  /** What is known of a variant of a function or class. */
  variant(functionId: string, key: string): FunctionBinding | undefined {
    return this.#variants?.get(functionId)?.get(key);
  }

  bindVariant(functionId: string, key: string, binding: FunctionBinding): void {
    const variants = (this.#variants ??= new Map());
    const known = variants.get(functionId) ?? new Map<string, FunctionBinding>();
    variants.set(functionId, known.set(key, binding));
  }

  /** The id of a stored object, `null` while it is being looked up. */
  objectId(handle: Handle): string | null | undefined {
    return this.#objects?.get(handle);
  }

  bindObject(handle: Handle, objectId: string | null | undefined): void {
    this.#objects ??= new WeakMap();
    if (objectId === undefined) this.#objects.delete(handle);
    else this.#objects.set(handle, objectId);
  }
}

/** What is in sight of the running code. */
interface Selection {
  readonly session: Session;
  /** That of the app that runs around the code, if it is not the session's own. */
  readonly environment: string | undefined;
}

const selections = new AsyncLocalStorage<Selection>();

export function currentSession(): Session | undefined {
  return selections.getStore()?.session;
}

/** Where the calling code is, if that is to be noted. */
export function placeOfCall(): globalThis.Error | undefined {
  return currentSession()?.notesPlaces ? new globalThis.Error("called here") : undefined;
}

/** The calling code asks for something that it ought to wait for. @returns ends that, where anybody wants to know */
export function beginWait(what: string): Disposable | undefined {
  return currentSession()?.begins?.(what);
}

/**
 * The environment of the app that runs around the code, if it is not the session's own.
 * Modal: docs/modal/environments.md#scope.
 */
export function environmentInSight(): string | undefined {
  return selections.getStore()?.environment;
}

/**
 * The session that is in sight, if it is of the same world or container as `own`: of two, what stands in for something
 * counts what it waits for itself. Otherwise `own`.
 */
export function sessionNear(own: Session): Session {
  const inSight = currentSession();
  return inSight?.bindings === own.bindings ? inSight : own;
}

/**
 * @param environment of the app that runs around `body`; left out, a session that is in sight already keeps what it has
 */
export function withSession<T>(session: Session, body: () => T, environment?: string): T {
  const current = selections.getStore();
  const own = environment ?? (current?.session === session ? current.environment : undefined);
  return selections.run({ session, environment: own === session.environment ? undefined : own }, body);
}

/** Runs `body` as if no world were in sight. @internal */
export function withoutSession<T>(body: () => T): T {
  return selections.exit(body);
}

export interface OpenSession extends AsyncDisposable {
  readonly session: Session;
}

/** Where `app.run` finds a world when none is in sight; the package's entry point fills it in. */
export const defaultWorld: { open: () => Promise<OpenSession> } = {
  open: () => Promise.reject(new TypeError("No default world is registered: import from the package's entry point.")),
};

/** The world that the calling code talks to. @throws ExecutionError if none is in sight */
export function sessionInSight(what: string): Session {
  const session = currentSession();
  if (!session)
    throw new ExecutionError(
      `${what}: no world is in sight. Call it inside \`world.within(() => …)\`, \`world.run(app, () => …)\` or \`app.run(() => …)\`.`,
    );
  return session;
}
