import type { SandboxBinding, SandboxCommands, SandboxSubject } from "../../contract/sandbox-commands.js";
import type { HeaderReplacement, SandboxDefinition, SandboxRuntime } from "../../contract/sandbox-definition.js";
import type { ContainerSettings } from "../../contract/container-settings.js";
import type { AppSubject, CommandName } from "../../contract/backend.js";
import type { Failing } from "../kernel/failing.js";
import type { EndEvent } from "../kernel/event-log.js";
import type { CommandHandler, Kernel, Pending } from "../kernel/kernel.js";
import type { AppRecord } from "../records/app-record.js";
import type { ContainerImage } from "../records/image-record.js";
import type { Environments } from "../storage/environments.js";
import type { MountPlan } from "../storage/mount-plan.js";
import type { Images } from "../images/images.js";
import { ExecFaults } from "./exec-faults.js";
import { HostPrograms } from "./host-programs.js";
import { type SandboxParts, type SandboxPort, SandboxRecord } from "./sandbox-record.js";

/** What the sandboxes of a world need of the rest of it. */
export interface SandboxesPort extends Omit<SandboxPort, "started" | "ended"> {
  readonly environments: Environments;
  readonly images: Images;
  /** Of sandboxes that do not say. */
  readonly runtime: SandboxRuntime;
  /** An app that runs or is deployed, or that of the container that asks. */
  app(subject: AppSubject | undefined, pending: Pending): AppRecord | undefined;
  /** What its policy comes to. @returns `undefined` if it cannot be used, after having failed */
  outbound(policy: readonly HeaderReplacement[], environment: string, failing: Failing): object | undefined;
  /** What one mounts. @returns `undefined` if that or a secret does not exist, after having failed */
  plan(settings: ContainerSettings, environment: string, failing: Failing): readonly MountPlan[] | undefined;
}

/** What ends the ids of those of the second kind. */
const V2 = "V2";

/** The sandboxes of a world: makes, finds and lists them. Modal: docs/modal/sandboxes.md. */
export class Sandboxes {
  readonly #kernel: Kernel;
  readonly #port: SandboxesPort;
  readonly #byId = new Map<string, SandboxRecord>();
  /** Those that run, by their containers. */
  readonly #byOrdinal = new Map<number, SandboxRecord>();
  /** Those that run, by app and name. */
  readonly #named = new Map<string, SandboxRecord>();

  /** Commands of the test's own. */
  readonly programs: HostPrograms;
  readonly execFaults: ExecFaults;

  constructor(kernel: Kernel, port: SandboxesPort) {
    this.#kernel = kernel;
    this.#port = port;
    this.execFaults = new ExecFaults(kernel);
    this.programs = new HostPrograms(kernel, (ordinal) => this.#byOrdinal.get(ordinal));
    this.programs.onAdded = (added) => {
      for (const sandbox of this.#byOrdinal.values()) sandbox.tasks.send({ do: "added", added });
    };
    kernel.handle("sandbox.create", (command, pending) => this.#create(command, pending));
    kernel.handle("sandbox.find", (command, pending) => this.#findByName(command, pending));
    kernel.handle("sandbox.list", ({ appId, tags, environment }, pending) => {
      const where = environment ?? port.environments.of(pending);
      const isMeant = ({ app, tags: own, result, parent }: SandboxRecord): boolean =>
        !result &&
        !parent &&
        (appId === undefined ? app.environment === where : app.id === appId) &&
        Object.entries(tags).every(([key, value]) => own[key] === value);
      pending.reply([...this.#byId.values()].filter(isMeant).toReversed().map(bindingOf));
    });
    this.handle("sandbox.lookup", (sandbox, _command, pending) => pending.reply(bindingOf(sandbox)));
    this.handle("sandbox.setTags", (sandbox, { tags }, pending) => {
      sandbox.tags = tags;
      pending.reply(null);
    });
    this.handle("sandbox.tags", (sandbox, _command, pending) => pending.reply(sandbox.tags));
    this.handle("sandbox.setName", (sandbox, { name }, pending) => this.#rename(sandbox, name, pending));
  }

  byId(id: string): SandboxRecord | undefined {
    return this.#byId.get(id);
  }

  /** `undefined`: there is none of that id. */
  hasEnded(id: string): boolean | undefined {
    const sandbox = this.#byId.get(id);
    return sandbox && sandbox.result !== undefined;
  }

  /** A command about one sandbox. */
  handle<C extends CommandName & keyof SandboxCommands>(
    name: C,
    handler: (sandbox: SandboxRecord, command: SandboxCommands[C]["command"], pending: Pending<C>) => void,
  ): void {
    const find: CommandHandler<C> = (command, pending) => {
      const { sandboxId } = command as SandboxSubject;
      const sandbox = this.#byId.get(sandboxId);
      if (sandbox) handler(sandbox, command, pending);
      else pending.fail("NotFoundError", `There is no sandbox ${sandboxId} in this world.`);
    };
    this.#kernel.handle(name, find);
  }

  /** Forgets sandboxes that ended before the events that are kept: there are none of their ids any more. */
  forget(ends: readonly EndEvent[]): void {
    for (const event of ends) if (event.type === "sandbox.ended") this.#byId.delete(event.sandbox);
  }

  /** An app has stopped: so do its sandboxes. */
  endAll(app: AppRecord): void {
    for (const sandbox of this.#byId.values()) if (sandbox.app === app) sandbox.end("TERMINATED");
  }

  #create(
    { app: subject, definition, environment }: SandboxCommands["sandbox.create"]["command"],
    pending: Pending<"sandbox.create">,
  ): void {
    const app = this.#port.app(subject, pending);
    if (!app) return;
    this.build(app, definition.image, pending, (image) => this.add({ app, definition, image }, pending), environment);
  }

  /** Builds the image of one. @param built is called with it, unless it cannot be built */
  build(
    app: AppRecord,
    plan: SandboxDefinition["image"],
    pending: Pending,
    built: (image: ContainerImage) => void,
    environment: string = app.environment,
  ): void {
    pending.waitsFor = () => "the image of a sandbox";
    this.#port.images.build([plan], environment, (outcome) => {
      if (outcome.error) return pending.failWith(outcome.error);
      const [image] = outcome.images;
      if (image && pending.isOpen) built(image);
    });
  }

  /** Makes one and starts it. @param pending is answered with it, or with why it cannot be */
  add(
    parts: Omit<SandboxParts, "id" | "mounts">,
    pending: Pending<"sandbox.create" | "sandbox.restore" | "sandbox.createSidecar">,
  ): void {
    const { app, parent } = parts;
    const definition = { ...parts.definition, runtime: parts.definition.runtime ?? this.#port.runtime };
    const { name, settings } = definition;
    if (!parent && name !== undefined && this.#isTaken(app, name, pending)) return;
    const mounts = this.#port.plan(settings, app.environment, pending);
    if (!mounts || !this.#port.outbound(definition.outboundPolicy ?? [], app.environment, pending)) return;
    const id = `${this.#kernel.ids.next("sb")}${definition.isV2 ? V2 : ""}`;
    const sandbox = new SandboxRecord({ ...parts, definition, id, mounts }, this.#kernel, {
      life: this.#port.life,
      tunnels: this.#port.tunnels,
      spec: (container, of, failing) => this.#port.spec(container, of, failing),
      started: (of, ordinal) => void this.#byOrdinal.set(ordinal, of),
      ended: (of, ordinal) => {
        if (ordinal !== undefined) this.#byOrdinal.delete(ordinal);
        this.#release(of);
      },
    });
    this.#byId.set(id, sandbox);
    if (parent) parent.sidecars.push(sandbox);
    else if (name !== undefined) this.#named.set(keyOf(app, name), sandbox);
    sandbox.start();
    pending.reply(bindingOf(sandbox));
  }

  #isTaken(app: AppRecord, name: string, pending: Pending): boolean {
    const other = this.#named.get(keyOf(app, name));
    if (other)
      pending.fail(
        "AlreadyExistsError",
        `A sandbox with the name "${name}" already exists in app ${app.title}: ${other.id} runs.`,
      );
    return other !== undefined;
  }

  #rename(sandbox: SandboxRecord, name: string, pending: Pending<"sandbox.setName">): void {
    if (sandbox.result || sandbox.name !== undefined)
      return pending.fail(
        "ConflictError",
        sandbox.result
          ? `Sandbox ${sandbox.id} has already finished.`
          : `Sandbox ${sandbox.id} already has the name "${sandbox.name}".`,
      );
    if (this.#isTaken(sandbox.app, name, pending)) return;
    sandbox.name = name;
    this.#named.set(keyOf(sandbox.app, name), sandbox);
    pending.reply(null);
  }

  /** Its name is free again. */
  #release({ app, name, parent }: SandboxRecord): void {
    if (name !== undefined && !parent) this.#named.delete(keyOf(app, name));
  }

  #findByName(
    { app: appName, name, environment, includeTerminated }: SandboxCommands["sandbox.find"]["command"],
    pending: Pending<"sandbox.find">,
  ): void {
    const where = environment ?? this.#port.environments.of(pending);
    const ofThatName = [...this.#byId.values()].filter(
      (each) => !each.parent && each.name === name && each.app.name === appName && each.app.environment === where,
    );
    const found = ofThatName.find(({ result }) => !result) ?? (includeTerminated ? ofThatName.at(-1) : undefined);
    if (found) pending.reply(bindingOf(found));
    else
      pending.fail(
        "NotFoundError",
        `No running sandbox with the name "${name}" was found in app "${appName}" in environment "${where}".`,
      );
  }
}

function keyOf(app: AppRecord, name: string): string {
  return `${app.id}/${name}`;
}

function bindingOf({ id, app, createdAt, result }: SandboxRecord): SandboxBinding {
  return { sandboxId: id, appId: app.id, createdAt, result: result ?? null };
}
