import { checkConstructing, constructing } from "../../checks/construction.js";
import { checkObjectName, checkTags } from "../../checks/names.js";
import { checkOptions, describe, isPlainObject } from "../../checks/options.js";
import { refuseAssignments } from "../../checks/refuse-assignments.js";
import { InvalidError } from "../../contract/errors.js";
import type { SandboxBinding } from "../../contract/sandbox-commands.js";
import { LogReader } from "../logs/log-reader.js";
import type { CallLogsManager as LogsManager } from "../logs/logs-manager.js";
import { sessionInSight, type Session } from "../session/session.js";
import { Image } from "../images/image.js";
import { wordsAndOptions } from "./command-words.js";
import type { ExperimentalOutboundPolicy } from "./experimental-outbound-policy.js";
import { parseOutboundPolicy } from "./parse-outbound-policy.js";
import { parseNetwork, parseSandboxOptions } from "./parse-sandbox-options.js";
import { SandboxSnapshot } from "./sandbox-snapshot.js";
import { Sidecars } from "./sidecars.js";
import { SandboxRun } from "./sandbox-run.js";
import type { NoApp, SandboxApp, SandboxCreateOptions } from "./sandbox-options.js";

/**
 * A container that runs commands. It ends with its main process, at its time limit, or when it is terminated.
 * Modal: docs/modal/sandboxes.md.
 * @example
 * const sandbox = await Sandbox.create("sleep", "60", { app });
 * const process = await sandbox.exec("echo", "hello");
 * console.log(await process.stdout.readText());
 */
export class Sandbox extends SandboxRun {
  declare private readonly brand: "Sandbox";
  #logs: LogReader | undefined;

  static {
    refuseAssignments(Sandbox, "Options are given to Sandbox.create.", ["objectId", "returncode"]);
  }

  private constructor(
    key: typeof constructing,
    binding: Pick<SandboxBinding, "sandboxId" | "result">,
    session: Session | undefined,
  ) {
    checkConstructing("Sandbox", key, "Sandbox.create");
    super(binding, session);
  }

  /** @internal */
  static fromBinding(binding: Pick<SandboxBinding, "sandboxId" | "result">, session: Session | undefined): Sandbox {
    return new Sandbox(constructing, binding, session);
  }

  /**
   * Starts a sandbox whose main process runs the command `args`: without one, what its image says, else it sleeps.
   * Rejects with `InvalidError` for options that do not hold, `AlreadyExistsError` if its name is taken, `NotFoundError`
   * for an app, image, volume or secret that is not there.
   * @example await Sandbox.create("python3", "-c", "print(1)", { app, timeoutMs: 60_000 });
   * @example await Sandbox.create(app, image, { command: ["sleep", "60"] });
   */
  static async create(app: SandboxApp, image: Image, options?: SandboxCreateOptions): Promise<Sandbox>;
  static async create(...args: string[] | [...string[], (SandboxCreateOptions & NoApp) | undefined]): Promise<Sandbox>;
  static async create(...args: unknown[]): Promise<Sandbox> {
    const { words, options } = callOf(args);
    const definition = parseSandboxOptions(words, options);
    const session = sessionInSight("Sandbox.create");
    const app = appOf(options.app, session);
    const binding = await session.backend.send("sandbox.create", { app, definition });
    return Sandbox.fromBinding(binding, session);
  }

  /** A sandbox by id, also one that has ended. Rejects with `NotFoundError`. */
  static async fromId(id: string): Promise<Sandbox> {
    if (typeof id !== "string" || !id.startsWith("sb-"))
      throw new InvalidError(`Invalid Sandbox id: ${describe(id)}. Ids of this kind begin with "sb-".`);
    const session = sessionInSight("Sandbox.fromId");
    return Sandbox.fromBinding(await session.backend.send("sandbox.lookup", { sandboxId: id }), session);
  }

  /**
   * The running sandbox of an app that has this name. Rejects with `NotFoundError`.
   * @param options.includeTerminated the last one of that name, if none runs. Default: false
   */
  static async fromName(
    appName: string,
    name: string,
    options: { environment?: string; includeTerminated?: boolean } = {},
  ): Promise<Sandbox> {
    checkObjectName("App", appName);
    checkObjectName("Sandbox", name);
    checkOptions("Sandbox.fromName", options, ["environment", "includeTerminated"]);
    const session = sessionInSight("Sandbox.fromName");
    return Sandbox.fromBinding(await session.backend.send("sandbox.find", { app: appName, name, ...options }), session);
  }

  /**
   * The running sandboxes of the environment, newest first.
   * @param options.appId only those of this app
   * @param options.tags only those that have at least these
   */
  static list(
    options: { appId?: string; tags?: Readonly<Record<string, string>>; environment?: string } = {},
  ): AsyncIterableIterator<Sandbox> {
    checkOptions("Sandbox.list", options, ["appId", "tags", "environment"]);
    const { appId, tags = {}, environment } = options;
    checkTags(tags);
    const session = sessionInSight("Sandbox.list");
    return (async function* () {
      const found = await session.backend.send("sandbox.list", { appId, tags, environment });
      for (const binding of found) yield Sandbox.fromBinding(binding, session);
    })();
  }

  /** Replaces its tags. */
  async setTags(tags: Readonly<Record<string, string>>): Promise<void> {
    checkTags(tags);
    await this.send("sandbox.setTags", { tags });
  }

  async getTags(): Promise<Readonly<Record<string, string>>> {
    return this.send("sandbox.tags", {});
  }

  /** Gives it a name, if it has none. Rejects with `AlreadyExistsError` and `ConflictError`. */
  async experimentalSetName(name: string): Promise<void> {
    checkObjectName("Sandbox", name);
    await this.send("sandbox.setName", { name });
  }

  /**
   * Limits with whom it may talk from now on; what is left out stays as it is. Rejects with `InvalidError`, and
   * `ConflictError` if it has ended.
   */
  async updateNetworkPolicy(
    options: Pick<SandboxCreateOptions, "outboundCidrAllowlist" | "outboundDomainAllowlist" | "inboundCidrAllowlist">,
  ): Promise<void> {
    checkOptions("Sandbox.updateNetworkPolicy", options, [
      "outboundCidrAllowlist",
      "outboundDomainAllowlist",
      "inboundCidrAllowlist",
    ]);
    await this.send("sandbox.setNetwork", { network: parseNetwork(options) });
  }

  /**
   * Replaces what its requests get on their way out: nothing of the policy it had is left. Rejects with `InvalidError`
   * if it was created without one, or a secret lacks a key, `NotFoundError` for a secret that is not there, and
   * `ConflictError` if it has ended.
   */
  async experimentalUpdateOutboundPolicy(outboundPolicy: ExperimentalOutboundPolicy): Promise<void> {
    const policy = parseOutboundPolicy("outboundPolicy", outboundPolicy);
    if (!policy)
      throw new InvalidError("Sandbox.experimentalUpdateOutboundPolicy takes an ExperimentalOutboundPolicy.");
    await this.send("sandbox.setOutboundPolicy", { policy });
  }

  /** The containers beside its main one. */
  get experimentalSidecars(): Sidecars {
    this.checkAttached();
    return new Sidecars((name, command) => this.send(name, command), this.session);
  }

  /**
   * What {@link Sandbox.experimentalFromSnapshot} begins another one with. Rejects with `InvalidError` without
   * `experimentalEnableSnapshot`, `ConflictError` if it has ended.
   */
  async experimentalSnapshot(): Promise<SandboxSnapshot> {
    const { snapshotId } = await this.send("sandbox.snapshotMemory", {});
    return new SandboxSnapshot(constructing, snapshotId);
  }

  /**
   * Another sandbox like the one that a snapshot was taken of: its disk is the same, its main process begins anew.
   * Rejects with `AlreadyExistsError` if its name is taken.
   * @param options.name left out, that of the other one; null for none
   */
  static async experimentalFromSnapshot(
    snapshot: SandboxSnapshot,
    options: { name?: string | null } = {},
  ): Promise<Sandbox> {
    if (!(snapshot instanceof SandboxSnapshot))
      throw new TypeError(`Sandbox.experimentalFromSnapshot takes a SandboxSnapshot, got ${describe(snapshot)}.`);
    checkOptions("Sandbox.experimentalFromSnapshot", options, ["name"]);
    const { name } = options;
    if (name !== undefined && name !== null) checkObjectName("Sandbox", name);
    const session = sessionInSight("Sandbox.experimentalFromSnapshot");
    const { snapshotId } = snapshot;
    return Sandbox.fromBinding(await session.backend.send("sandbox.restore", { snapshotId, name }), session);
  }

  /**
   * Waits for its end, also if it was detached. Rejects with `InvalidError` without `experimentalEnableExitSnapshot`,
   * `SnapshotCreationError` if it ended before its disk could be captured, `TimeoutError`.
   * @param options.timeoutMs 0 or more. Default: no limit
   * @returns an image of what it had on its disk as it ended
   */
  async experimentalGetExitSnapshot(options: { timeoutMs?: number } = {}): Promise<Image> {
    checkOptions("Sandbox.experimentalGetExitSnapshot", options, ["timeoutMs"]);
    const { timeoutMs } = options;
    if (timeoutMs !== undefined && !(timeoutMs >= 0))
      throw new InvalidError(
        `Sandbox.experimentalGetExitSnapshot: timeoutMs must be 0 or more, got ${describe(timeoutMs)}.`,
      );
    const { imageId } = await this.ask("sandbox.exitSnapshot", { timeoutMs });
    return Image.fromId(imageId);
  }

  /** What its main process has written. */
  get logs(): LogsManager {
    return (this.#logs ??= new LogReader(
      async () => ({ session: this.session, subject: { kind: "sandbox", id: this.objectId } }),
      false,
    ));
  }
}

/** Of `("sleep", "60", { app })` or `(app, image, { command })`. */
function callOf(args: readonly unknown[]): {
  readonly words: readonly string[];
  readonly options: SandboxCreateOptions;
} {
  const [app, image, options = {}] = args;
  if (!(image instanceof Image)) {
    if (isApp(app))
      throw new InvalidError(
        'Sandbox.create: without an image behind it, an app is an option: `Sandbox.create({ app })`, `Sandbox.create("sleep", "60", { app })`.',
      );
    return wordsAndOptions("Sandbox.create", args);
  }
  if (args.length > 3 || typeof app !== "object")
    throw new InvalidError("Sandbox.create takes a command and options, or an app, an image and options.");
  return { words: [], options: { ...(options as SandboxCreateOptions), app: app as SandboxApp, image } };
}

function isApp(value: unknown): value is object {
  return typeof value === "object" && value !== null && !isPlainObject(value) && "appId" in value;
}

/** @throws InvalidError outside of containers without an app that runs or was looked up */
function appOf(app: unknown, session: Session): { appId: string; name: string | undefined } | undefined {
  if (app === undefined) {
    if (session.isContainer) return undefined;
    throw new InvalidError(
      "Sandbox.create needs an app outside of containers: `Sandbox.create(…, { app: await App.lookup(name, { createIfMissing: true }) })`, or the app of `app.run(() => …)`.",
    );
  }
  const { appId, name } = Object(app) as Partial<SandboxApp>;
  if (typeof appId !== "string" || (appId === "" && !session.isContainer))
    throw new InvalidError(
      `Option "app" of Sandbox.create must be an app that runs or was looked up, got ${describe(app)}.${lookedUp(app)}`,
    );
  return { appId, name };
}

/** How to have an app that was only defined. */
function lookedUp(app: unknown): string {
  if (!isApp(app)) return "";
  const { name } = app as Partial<SandboxApp>;
  return ` Write \`app: await App.lookup(${JSON.stringify(name ?? "…")}, { createIfMissing: true })\`, or create the sandbox within \`app.run(() => …)\`.`;
}
