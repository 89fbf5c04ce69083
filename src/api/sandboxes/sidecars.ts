import { checkConstructing, constructing } from "../../checks/construction.js";
import { checkObjectName } from "../../checks/names.js";
import { checkOptions, isPlainObject } from "../../checks/options.js";
import { refuseAssignments } from "../../checks/refuse-assignments.js";
import { InvalidError, NotFoundError } from "../../contract/errors.js";
import type { SandboxBinding, SandboxSubject } from "../../contract/sandbox-commands.js";
import { refuseCrossing } from "../codec/refuse-crossing.js";
import { Image } from "../images/image.js";
import type { Session } from "../session/session.js";
import { wordsAndOptions } from "./command-words.js";
import { parseSandboxOptions } from "./parse-sandbox-options.js";
import type { SandboxAsker } from "./sandbox-filesystem.js";
import type { SandboxCreateOptions } from "./sandbox-options.js";
import { SandboxRun } from "./sandbox-run.js";

/** What `create` of {@link Sidecars} takes: what differs from its sandbox. */
export interface SidecarOptions extends Pick<
  SandboxCreateOptions,
  "command" | "env" | "secrets" | "workdir" | "volumes" | "cpu" | "memoryMiB"
> {
  /** Not "main", and that of no other container of the sandbox that runs. */
  name: string;
  image?: Image;
}

/** What crosses of one. */
export interface PassedSidecar extends SandboxSubject {
  readonly name: string;
}

/** A container beside the main one of a sandbox, which ends with that. */
export class SidecarContainer extends SandboxRun {
  declare private readonly brand: "SidecarContainer";
  readonly name: string;

  static {
    refuseAssignments(SidecarContainer, "It stands for a container of a sandbox.", ["name", "objectId"]);
  }

  /** @internal */
  constructor(
    key: typeof constructing,
    binding: Pick<SandboxBinding, "sandboxId" | "result">,
    session: Session | undefined,
    name: string,
  ) {
    checkConstructing("SidecarContainer", key, "sandbox.experimentalSidecars.create");
    super(binding, session);
    this.name = name;
  }

  /** As `objectId`, under the name it has in Modal's JavaScript SDK. */
  get containerId(): string {
    return this.objectId;
  }

  /** As `name`, under the name it has in Modal's JavaScript SDK. */
  get containerName(): string {
    return this.name;
  }

  /** @internal */
  static fromWire({ sandboxId, name }: PassedSidecar): SidecarContainer {
    return new SidecarContainer(constructing, { sandboxId, result: null }, undefined, name);
  }

  /** @internal */
  override toWire(): { readonly kind: "SidecarContainer"; readonly data: PassedSidecar } {
    return { kind: "SidecarContainer", data: { sandboxId: this.objectId, name: this.name } };
  }
}

/** The containers beside the main one of a sandbox. */
export class Sidecars {
  readonly #send: SandboxAsker;
  readonly #session: Session;

  static {
    refuseCrossing(Sidecars, "Sidecars", "Pass the Sandbox, which has them.");
  }

  /** @internal */
  constructor(send: SandboxAsker, session: Session) {
    this.#send = send;
    this.#session = session;
  }

  /**
   * Starts one. Rejects with `AlreadyExistsError` if its name is taken, `ConflictError` if the sandbox has ended.
   * @example await sandbox.experimentalSidecars.create("redis-server", { name: "redis" });
   * @example await sandbox.experimentalSidecars.create("redis", image, { command: ["redis-server"] });
   */
  async create(name: string, image: Image, options?: Omit<SidecarOptions, "name" | "image">): Promise<SidecarContainer>;
  async create(...args: [...string[], SidecarOptions]): Promise<SidecarContainer>;
  async create(...args: unknown[]): Promise<SidecarContainer> {
    const { words, options } = callOf(args);
    const { name } = options;
    checkObjectName("Sidecar", name);
    if (name === "main") throw new InvalidError('A sidecar cannot have the name "main": that is the main container.');
    const definition = parseSandboxOptions(words, options);
    return this.#handle({ ...(await this.#send("sandbox.createSidecar", { definition })), name });
  }

  /** The one of that name. Rejects with `NotFoundError`. */
  async get(name: string, options?: { includeTerminated?: boolean }): Promise<SidecarContainer>;
  async get(options: { name: string; includeTerminated?: boolean }): Promise<SidecarContainer>;
  async get(
    given: string | { name: string; includeTerminated?: boolean },
    behind: { includeTerminated?: boolean } = {},
  ): Promise<SidecarContainer> {
    const options = typeof given === "string" ? { ...behind, name: given } : given;
    checkOptions("Sidecars.get", options, ["name", "includeTerminated"]);
    const { name, includeTerminated = false } = options;
    const found = (await this.list({ includeTerminated })).findLast((each) => each.name === name);
    if (!found) throw new NotFoundError(`There is no sidecar with the name "${name}".`);
    return found;
  }

  /** Those that run, or all, oldest first. */
  async list(options: { includeTerminated?: boolean } = {}): Promise<SidecarContainer[]> {
    checkOptions("Sidecars.list", options, ["includeTerminated"]);
    const includeTerminated = options.includeTerminated ?? false;
    return (await this.#send("sandbox.sidecars", { includeTerminated })).map((each) => this.#handle(each));
  }

  #handle(binding: SandboxBinding & { readonly name: string }): SidecarContainer {
    return new SidecarContainer(constructing, binding, this.#session, binding.name);
  }
}

/** Of `("redis-server", { name })` or `("redis", image, { command })`. */
function callOf(args: readonly unknown[]): { readonly words: readonly string[]; readonly options: SidecarOptions } {
  const [name, image, options = {}, ...more] = args;
  if (!(image instanceof Image)) return wordsAndOptions("Sidecars.create", args);
  if (more.length > 0 || !isPlainObject(options))
    throw new InvalidError("Sidecars.create takes a command and options, or a name, an image and options.");
  return { words: [], options: { ...options, name: name as string, image } };
}
