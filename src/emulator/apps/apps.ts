import { lookupFunction } from "./lookup-function.js";
import { appHint } from "./why-missing.js";
import type { AppDefinition, FunctionDefinition } from "../../contract/app-definition.js";
import type { AppBinding, AppSubject, Commands, KeptDeployment } from "../../contract/backend.js";
import type { ImagePlan } from "../../contract/image-definition.js";
import type { Kernel, Pending } from "../kernel/kernel.js";
import { AppRecord, type AppState } from "../records/app-record.js";
import type { Strategy } from "../records/input-pool.js";
import type { Images } from "../images/images.js";
import type { ContainerImage } from "../records/image-record.js";
import type { Schedules } from "../schedules/schedules.js";
import type { Environments } from "../storage/environments.js";
import type { MountPlan } from "../storage/mount-plan.js";
import type { WebAddresses } from "../web/web-addresses.js";
import type { Functions } from "./functions.js";

export interface AppsPort {
  readonly environments: Environments;
  readonly functions: Functions;
  readonly images: Images;
  readonly schedules: Schedules;
  readonly addresses: WebAddresses;
  ofContainer(ordinal: number): AppRecord | undefined;
  terminateAll(app: AppRecord): void;
  /** Calls `done` when no container of the app runs `exit` hooks any more. */
  afterExits(app: AppRecord, done: () => void): void;
}

/** The apps of a world: runs, deploys, finds and stops them. Modal: docs/modal/apps.md. */
export class Apps {
  readonly #kernel: Kernel;
  readonly #port: AppsPort;
  readonly #apps = new Map<string, AppRecord>();
  readonly #deployed = new Map<string, AppRecord>();
  /** What whoever published an app last is to be told. */
  #warnings: readonly string[] = [];

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
      pending.waitsFor = () => `the \`exit\` hooks of app ${app.title}`;
      this.#port.afterExits(app, () => pending.reply(null));
    });
    kernel.handle("app.setTags", ({ tags, ...subject }, pending) => {
      const app = this.#find(subject, pending);
      if (!app) return;
      app.tags = tags;
      this.#kernel.events.add("app.tagged", { app: app.id, tags: JSON.stringify(tags) });
      pending.reply(null);
    });
    kernel.handle("app.tags", (subject, pending) => {
      const app = this.#find(subject, pending);
      if (app) pending.reply(app.tags);
    });
    kernel.handle("app.info", (subject, pending) => {
      const app = this.#find(subject, pending);
      if (app) pending.reply(app.summary);
    });
    kernel.handle("app.list", ({ appId, environment }, pending) => {
      const wanted = [...this.#apps.values()].filter(
        (app) =>
          (appId === undefined || app.id === appId) && (environment === undefined || app.environment === environment),
      );
      pending.reply(wanted.toReversed().map(({ summary }) => summary));
    });
    kernel.handle("app.lookup", (command, pending) => this.#lookup(command, pending));
    kernel.handle("function.lookup", (command, pending) =>
      lookupFunction(command, this.#deployed, port.environments, pending),
    );
  }

  byId(id: string): AppRecord | undefined {
    return this.#apps.get(id);
  }

  #run({ app, environment, detach, title }: Commands["app.run"]["command"], pending: Pending<"app.run">): void {
    this.#withImages(app, environment, pending, (where, images) => {
      const record = this.#publish(app, images, where, detach ? "detached" : "ephemeral", pending, { title });
      if (!record) return;
      this.#kernel.events.add("app.started", {
        app: record.id,
        name: title ?? record.name ?? null,
        environment: where,
      });
      this.#port.functions.begin(record);
      pending.reply(binding(record, this.#warnings));
    });
  }

  #deploy(
    { app, environment, tag, strategy, kept }: Commands["app.deploy"]["command"],
    pending: Pending<"app.deploy">,
  ): void {
    const announce = ({ id, name, environment: where, version }: AppRecord): void =>
      this.#kernel.events.add("app.deployed", { app: id, name: name ?? "", environment: where, version, tag });
    this.#withImages(app, environment, pending, (where, images) => {
      const record = this.#publish(app, images, where, "deployed", pending, { strategy, announce, kept });
      if (!record) return;
      this.#deployed.set(`${where}/${record.name}`, record);
      this.#port.functions.begin(record);
      pending.reply(binding(record, this.#warnings));
    });
  }

  /** Builds the images of an app's functions. @param publish is called with them, unless one cannot be built */
  #withImages(
    { name, functions }: AppDefinition,
    environment: string | undefined,
    pending: Pending,
    publish: (environment: string, images: readonly ContainerImage[]) => void,
  ): void {
    const where = environment ?? this.#port.environments.of(pending);
    pending.waitsFor = () => `the images of app ${name ?? "(unnamed)"}`;
    this.#port.images.build(functions.map(planOf), where, (outcome) => {
      if (outcome.error) pending.failWith(outcome.error);
      else if (pending.isOpen) publish(where, outcome.images);
    });
  }

  /** @param how.announce records that a new version is deployed, before what follows from that */
  #publish(
    definition: AppDefinition,
    images: readonly ContainerImage[],
    where: string,
    state: AppState,
    pending: Pending,
    {
      strategy = "rolling",
      announce,
      title,
      kept,
    }: {
      strategy?: Strategy;
      announce?: (app: AppRecord) => void;
      title?: string | undefined;
      kept?: KeptDeployment | undefined;
    } = {},
  ): AppRecord | undefined {
    const mounts: (readonly MountPlan[])[] = [];
    const clash = this.#port.addresses.mistakeIn(definition, where, state !== "deployed");
    if (clash !== undefined) {
      pending.fail("InvalidError", clash);
      return undefined;
    }
    for (const fn of definition.functions) {
      const mistake = this.#port.schedules.mistakeIn(fn);
      if (mistake !== undefined) {
        pending.fail("InvalidError", mistake);
        return undefined;
      }
    }
    for (const { settings } of definition.functions) {
      const plan = this.#port.functions.plan(settings, where, pending);
      if (!plan) return undefined;
      mounts.push(plan);
    }
    this.#port.environments.ensure(where);
    const existing = state === "deployed" ? this.#deployed.get(`${where}/${definition.name}`) : undefined;
    const app =
      existing ??
      new AppRecord({
        id: kept?.appId ?? this.#kernel.ids.next("ap"),
        name: definition.name,
        environment: where,
        state,
        createdAt: kept?.createdAt ?? this.#kernel.now,
        title,
      });
    this.#apps.set(app.id, app);
    app.tags = definition.tags;
    if (announce) app.version = kept?.version ?? app.version + 1;
    if (state === "deployed") app.deployedAt = kept?.deployedAt ?? this.#kernel.now;
    announce?.(app);
    const dropped = new Set(app.functions.keys());
    for (const [index, fn] of definition.functions.entries()) {
      dropped.delete(fn.tag);
      const image = images[index];
      if (!image) throw new TypeError(`Function \`${fn.tag}\` has no image.`);
      this.#port.functions.define(app, { definition: fn, mounts: mounts[index] ?? [], image }, strategy);
    }
    for (const tag of dropped) this.#port.functions.remove(app, tag, strategy);
    this.#warnings = this.#port.addresses.open(app);
    return app;
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
    app.stoppedAt = this.#kernel.now;
    for (const target of app.functions.values()) this.#port.schedules.end(target);
    if (this.#deployed.get(`${app.environment}/${app.name}`) === app)
      this.#deployed.delete(`${app.environment}/${app.name}`);
    this.#port.terminateAll(app);
    this.#kernel.events.add("app.stopped", { app: app.id });
  }

  /** @returns `undefined` after having failed if it is not there or has stopped */
  running(subject: AppSubject, pending: Pending): AppRecord | undefined {
    const app = this.#find(subject, pending);
    if (app?.state !== "stopped") return app;
    pending.fail("NotFoundError", `App ${app.title} has stopped.`);
    return undefined;
  }

  #find({ appId, name }: AppSubject, pending: Pending): AppRecord | undefined {
    const own = this.#port.ofContainer(pending.origin.ordinal);
    const app = appId === "" && own?.name === name ? own : this.#apps.get(appId);
    if (!app) pending.fail("NotFoundError", `There is no app ${appId || (name ?? "without a name")}.`);
    return app;
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
      app = this.#publish({ name, tags: {}, functions: [] }, [], where, "deployed", pending);
      if (app) this.#deployed.set(`${where}/${name}`, app);
    }
    if (app) pending.reply(binding(app));
    else
      pending.fail(
        "NotFoundError",
        `App "${name}" is not deployed in environment "${where}".${appHint(name, where, [...this.#deployed.values()])}`,
      );
  }
}

function planOf({ tag, image }: FunctionDefinition): ImagePlan {
  if (!image) throw new TypeError(`Function \`${tag}\` came without its image.`);
  return image;
}

function binding(app: AppRecord, warnings: readonly string[] = []): AppBinding {
  return {
    ...(warnings.length > 0 && { warnings }),
    appId: app.id,
    environment: app.environment,
    functions: [...app.functions.values()].map((target) => target.binding),
  };
}
