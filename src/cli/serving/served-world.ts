import type { App } from "../../api/app/app.js";
import type { ClientListener, Emulator, WorldServer } from "../../emulator/index.js";
import { counted } from "../../output/counted.js";
import { paint } from "../../output/paint.js";
import type { Screen } from "../../output/screen.js";
import { inShell } from "../running/in-shell.js";
import { showWorld } from "../running/show-world.js";
import type { Publishing } from "./publishing.js";
import type { ServeOptions } from "./serve-options.js";

/** What a served world is opened with. */
export interface Serving {
  readonly options: ServeOptions;
  readonly publishing: Publishing;
  readonly screen: Screen;
  /** Real time in milliseconds. */
  readonly now: () => number;
}

/** A world whose apps are served, and shown on a screen. */
export class ServedWorld implements AsyncDisposable {
  readonly #world: Emulator;
  readonly #server: WorldServer;
  readonly #screen: Screen;
  readonly #shown: Disposable;
  readonly #stopListening: () => void;
  readonly #publishing: Publishing;
  /** Of 127.0.0.1, for Modal's own clients. */
  readonly #grpcPort: number | undefined;
  #listener: ClientListener | undefined;
  #runs = 0;
  /** What has been asked for last: it is over when all of that is. */
  #work: Promise<void> = Promise.resolve();
  #isStopping = false;

  static async open(world: Emulator, serving: Serving): Promise<ServedWorld> {
    const { options, screen, now } = serving;
    const how = { name: "serve", hasProgress: false, hasTimestamps: options.hasTimestamps };
    const shown = showWorld(world, how, screen, now);
    try {
      return new ServedWorld(world, await world.serve({ port: options.port, report: true }), serving, shown);
    } catch (error) {
      shown[Symbol.dispose]();
      throw error;
    }
  }

  private constructor(
    world: Emulator,
    server: WorldServer,
    { options, publishing, screen }: Serving,
    shown: Disposable,
  ) {
    this.#world = world;
    this.#server = server;
    this.#screen = screen;
    this.#shown = shown;
    this.#grpcPort = options.grpc;
    this.#publishing = publishing;
    this.#stopListening = world.events.subscribe((event) => {
      if (event.type !== "web.response" || options.isQuiet) return;
      const { function: tag, method, path, status, bytes } = event;
      const text = status === 0 ? "left" : `${status}, ${counted(bytes, "byte")}`;
      this.#say(paint(screen.stderr, status >= 500 ? "red" : "dim", `${tag}: ${method} ${path} ${text}`));
    });
  }

  /** Runs these apps instead of those that run; what is stored stays. Nothing is run any more after `stop`. */
  run(apps: readonly App[]): Promise<void> {
    return this.#next(async () => {
      if (!this.#isStopping) await this.#renew(apps);
    });
  }

  /** Apps may have come or gone, by other hands. */
  refresh(): Promise<void> {
    return this.#next(() => this.#tellPlaces("✓ Changed."));
  }

  /** Ends the apps in good order, so that their exit hooks run: as soon as they run at all. */
  stop(): Promise<void> {
    this.#isStopping = true;
    return this.#next(() => this.#publishing.stop());
  }

  #next(work: () => Promise<void>): Promise<void> {
    const done = this.#work.then(work);
    this.#work = done.catch(() => undefined);
    return done;
  }

  async #renew(apps: readonly App[]): Promise<void> {
    const isAgain = this.#runs++ > 0;
    await this.#publishing.renew(apps, () => {
      if (isAgain) this.#world.renewCode();
    });
    const hadListener = this.#listener !== undefined;
    if (this.#grpcPort !== undefined) this.#listener ??= await this.#world.listen({ port: this.#grpcPort });
    await this.#tellPlaces(isAgain ? "✓ Reloaded." : "✓ Serving; Ctrl-C ends it.");
    if (this.#listener && !hadListener) this.#tellClients(this.#listener);
  }

  async #tellPlaces(heading: string): Promise<void> {
    const places = await this.#server.refresh();
    const [only, ...others] = places;
    this.#say(paint(this.#screen.stderr, "green", heading));
    for (const { tag, url, ownUrl } of places)
      this.#say(`  ${tag}  ${others.length === 0 && only ? this.#server.url : ownUrl}  ${url}`);
    if (places.length === 0 && !this.#listener) this.#say("  No web functions.");
    for (const { functionName, schedule, nextAt } of this.#world.schedules())
      this.#say(
        `  ${functionName}  ${schedule}${nextAt === undefined ? "" : `, next ${new Date(nextAt).toISOString()}`}`,
      );
    this.#say(`  timeline  ${this.#server.url}/_modal`);
  }

  /** Says how a process with a client of Modal's reaches this world. */
  #tellClients({ env }: ClientListener): void {
    this.#say("For programs that use Modal's own client:");
    for (const [name, value] of Object.entries(env)) this.#say(`  export ${name}=${inShell(value)}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopListening();
    this.#shown[Symbol.dispose]();
    await this.#listener?.[Symbol.asyncDispose]();
    await this.#server[Symbol.asyncDispose]();
  }

  #say(text: string): void {
    this.#screen.write("stderr", `${text}\n`);
  }
}
