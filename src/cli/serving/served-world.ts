import type { App } from "../../api/app/app.js";
import type { RunningApp } from "../../api/app/running-app.js";
import type { Emulator, WorldServer } from "../../emulator/index.js";
import { counted } from "../../output/counted.js";
import { paint } from "../../output/paint.js";
import type { Screen } from "../../output/screen.js";
import { showWorld } from "../running/show-world.js";
import type { ServeOptions } from "./serve-options.js";

/** A world whose apps are served, and shown on a screen. */
export class ServedWorld implements AsyncDisposable {
  readonly #world: Emulator;
  readonly #server: WorldServer;
  readonly #screen: Screen;
  readonly #shown: Disposable;
  readonly #stopListening: () => void;
  #running: RunningApp[] = [];
  #runs = 0;
  /** What has been asked for last: it is over when all of that is. */
  #work: Promise<void> = Promise.resolve();
  #isStopping = false;

  static async open(
    world: Emulator,
    { port, isQuiet, hasTimestamps }: ServeOptions,
    screen: Screen,
    now: () => number,
  ): Promise<ServedWorld> {
    const how = { name: "serve", hasProgress: false, hasTimestamps };
    const shown = showWorld(world, how, screen, now);
    try {
      return new ServedWorld(world, await world.serve({ port }), screen, shown, isQuiet);
    } catch (error) {
      shown[Symbol.dispose]();
      throw error;
    }
  }

  private constructor(world: Emulator, server: WorldServer, screen: Screen, shown: Disposable, isQuiet: boolean) {
    this.#world = world;
    this.#server = server;
    this.#screen = screen;
    this.#shown = shown;
    this.#stopListening = world.events.subscribe((event) => {
      if (event.type !== "web.response" || isQuiet) return;
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

  /** Ends the apps in good order, so that their exit hooks run: as soon as they run at all. */
  stop(): Promise<void> {
    this.#isStopping = true;
    return this.#next(() => this.#stopApps());
  }

  #next(work: () => Promise<void>): Promise<void> {
    const done = this.#work.then(work);
    this.#work = done.catch(() => undefined);
    return done;
  }

  async #stopApps(): Promise<void> {
    for (const running of this.#running.splice(0)) await running.stop();
  }

  async #renew(apps: readonly App[]): Promise<void> {
    await this.#stopApps();
    if (this.#runs++ > 0) this.#world.renewCode();
    for (const app of apps) this.#running.push(await this.#world.within(() => app.run()));
    const places = await this.#server.refresh();
    const [only, ...others] = places;
    this.#say(paint(this.#screen.stderr, "green", this.#runs > 1 ? "✓ Reloaded." : "✓ Serving; Ctrl-C ends it."));
    for (const { tag, url, ownUrl } of places)
      this.#say(`  ${tag}  ${others.length === 0 && only ? this.#server.url : ownUrl}  ${url}`);
    if (places.length === 0) this.#say("  No web functions.");
    for (const { functionName, schedule, nextAt } of this.#world.schedules())
      this.#say(
        `  ${functionName}  ${schedule}${nextAt === undefined ? "" : `, next ${new Date(nextAt).toISOString()}`}`,
      );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopListening();
    this.#shown[Symbol.dispose]();
    await this.#server[Symbol.asyncDispose]();
  }

  #say(text: string): void {
    this.#screen.write("stderr", `${text}\n`);
  }
}
