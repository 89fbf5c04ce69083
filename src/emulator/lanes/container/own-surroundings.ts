import { CONTAINER_GLOBALS } from "../realm/container-globals.js";
import type { RunningContainer } from "../routing/running-container.js";
import { captureConsole } from "../surroundings/capture-console.js";
import { ContainerChance } from "../surroundings/container-chance.js";
import { fsFacades, type FsFacades } from "../surroundings/fs-facades.js";
import { processFacade, type ProcessHost } from "../surroundings/process-facade.js";

/** What the code of one container finds around it, each made when it is asked for first. */
export class OwnSurroundings {
  readonly #container: RunningContainer & ProcessHost;
  #seed: string;
  #globals: Map<string, unknown> | undefined;
  #chance: ContainerChance | undefined;
  #console: Console | undefined;
  #process: NodeJS.Process | undefined;
  #files: FsFacades | undefined;

  constructor(container: RunningContainer & ProcessHost) {
    this.#container = container;
    this.#seed = (container.spec.snapshot ?? container.spec).seed;
  }

  get chance(): ContainerChance {
    const container = this.#container;
    return (this.#chance ??= new ContainerChance(this.#seed, () => container.now));
  }

  /** What is random comes from another seed from now on. */
  reseed(seed: string): void {
    this.#seed = seed;
    this.#chance?.reseed(seed);
  }

  get console(): Console {
    const container = this.#container;
    return (this.#console ??= captureConsole(
      (stream, text) => container.write(stream, text),
      () => container.now,
    ));
  }

  get process(): NodeJS.Process {
    return (this.#process ??= processFacade(this.#container));
  }

  /** Whether its code may listen for events of `process`. */
  get hasProcess(): boolean {
    return this.#process !== undefined;
  }

  get files(): FsFacades {
    return (this.#files ??= fsFacades(this.#container.mounts));
  }

  global(name: string): unknown {
    const globals = (this.#globals ??= new Map());
    if (!globals.has(name)) globals.set(name, CONTAINER_GLOBALS[name]?.(this.#container));
    return globals.get(name);
  }
}
