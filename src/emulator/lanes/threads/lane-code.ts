import fs from "node:fs";
import type { Volume } from "memfs";
import { App } from "../../../api/app/app.js";
import { ExecutionError, InvalidError, SerializationError } from "../../../contract/errors.js";
import type { Bundle } from "../bundling/bundle.js";
import { SourceMaps } from "../bundling/source-maps.js";
import { checkDependencies } from "../container/check-dependencies.js";
import { answersWeb, bodyOf, functionBody } from "../container/body-of.js";
import { hopeless } from "../container/hopeless.js";
import type { ContainerBody } from "../container/container-body.js";
import type { ContainerRuntime } from "../container/container-runtime.js";
import { ContainerMounts } from "../mounts/container-mounts.js";
import { LaneImages } from "../mounts/lane-images.js";
import { selfTest, type PublicFs } from "../mounts/self-test.js";
import { ContainerFiles } from "../realm/container-files.js";
import { CONTAINER_GLOBALS } from "../realm/container-globals.js";
import { evaluateSource } from "../realm/evaluate-source.js";
import { LaneModules } from "../realm/lane-modules.js";
import { MountedSource } from "../realm/mounted-source.js";
import { CompiledBundle } from "../realm/compiled-bundle.js";
import type { Bindings } from "../../../api/session/session.js";
import type { ContainerSpec } from "../../kernel/protocol.js";
import { LaneBundler } from "../realm/lane-bundler.js";
import { importOwn, withoutMarks } from "../routing/route-modules.js";
import type { TurnMessage } from "../wire/turn-message.js";
import type { MakeWebApp } from "../web/exchange.js";
import { containerScope } from "../realm/container-scope.js";

/** The code that a lane has: bundles, compiled once, and the packages that its containers share. */
export class LaneCode {
  readonly #inline: InlineHost | undefined;
  readonly #bundles = new Map<string, Bundle>();
  readonly #compiled = new Map<string, CompiledBundle>();
  readonly #images = new LaneImages();
  readonly #modules: LaneModules;
  readonly #maps = new SourceMaps();
  readonly #bundler: LaneBundler;
  #memfs: typeof Volume | undefined;
  /** Whether disks of their own have been tried out as user code sees them, which is alike for all containers. */
  #hasTriedDisk = false;

  /** @param inline what inline containers run; only the host's own thread has any */
  constructor(inline: InlineHost | undefined) {
    this.#inline = inline;
    this.#modules = new LaneModules(inline && importOwn);
    this.#bundler = new LaneBundler(this.#modules, (bundle) => this.#compiledFrom(bundle));
  }

  add(bundles: readonly Bundle[], images: TurnMessage["images"]): void {
    this.#images.add(images);
    for (const bundle of bundles) {
      this.#bundles.set(bundle.file, bundle);
      this.#compiled.delete(bundle.file);
    }
  }

  /** Packages and built-in modules that were loaded so far. */
  get specifiers(): string[] {
    return this.#modules.specifiers;
  }

  /** Forgets the apps of a world. */
  clear(): void {
    this.#bundles.clear();
    this.#compiled.clear();
    this.#images.clear();
  }

  /** Evaluates a container's code. @returns what it is for */
  async load(container: ContainerRuntime): Promise<ContainerBody> {
    const { code, tag, app: appName, mounts, disk, undeliverable } = container.spec;
    if (undeliverable !== undefined) {
      const message = `What a container of \`${tag}\` starts from could not be brought to its thread: ${undeliverable}`;
      throw hopeless(new SerializationError(message));
    }
    if (mounts.length > 0 || disk) await this.#mount(container);
    if (code.kind === "sandbox") {
      const { sandboxBody } = await container.io("import of sandboxes", () => import("../sandboxes/sandbox-body.js"));
      return sandboxBody(container, code);
    }
    const webApp = answersWeb(container.spec) ? await this.#web(container) : undefined;
    if (code.kind === "inline") {
      const body = this.#inline?.body(container.spec, webApp);
      if (!body) throw new ExecutionError(`Inline function \`${tag}\` is not known in this process.`);
      return body;
    }
    if (code.kind === "source") {
      const found = await evaluateSource(code.source, container, this.#modules);
      if (!container.spec.cls) return functionBody(found, container.spec, webApp);
      new App(appName).cls({}, Object.defineProperty(found, "name", { value: tag }) as never);
    } else await this.#evaluate(code.file, container);
    if (container.spec.isBuild) return functionBody(this.#buildFunction(container), container.spec);
    // Of several apps of that name, the module's own is the last: what it imports was evaluated before it.
    const handle = container.session.importing.apps
      .filter(({ name }) => name === appName)
      .map((app) => app.handle(tag))
      .findLast((found) => found !== undefined);
    if (!handle) {
      const problem = new InvalidError(
        `${container.spec.cls ? "Class" : "Function"} \`${tag}\` was not found when its container evaluated the module: it must be defined in global scope, at the top level of the module, under the same name each time, and not behind a condition that only holds locally.`,
      );
      throw hopeless(problem);
    }
    if (code.kind === "file") checkDependencies(handle, container.spec);
    return bodyOf(handle, container.spec, webApp);
  }

  /** Of several of that name, the module's own is the last: what it imports was evaluated before it. */
  #buildFunction({ spec: { tag }, session }: ContainerRuntime): CallableFunction {
    const found = session.importing.buildFunctions.findLast(({ name }) => name === tag);
    if (found) return found;
    const problem = new InvalidError(
      `Function \`${tag}\` was not found when a container evaluated the module to build an image: \`runFunction\` must be called with it each time the module is evaluated, and not behind a condition that only holds locally. Or give it \`serialized: true\`.`,
    );
    throw hopeless(problem);
  }

  async #evaluate(file: string, container: ContainerRuntime): Promise<void> {
    const compiled = this.#compile(file);
    if (!compiled.isLinked) await container.io("import of packages", () => compiled.link(this.#modules));
    await compiled.evaluate(
      containerScope(
        container,
        this.#modules,
        new ContainerFiles(this.#bundler, container.mounts && new MountedSource(container.mounts, file)),
        file,
      ),
      this.#modules,
    );
  }

  async #web(container: ContainerRuntime): Promise<MakeWebApp> {
    const { webApp } = await container.io("import of web servers", () => import("../web/web-app.js"));
    const { web, cls } = container.spec;
    const settings = [web, ...(cls?.methods ?? []).map((method) => method.web)];
    for (const each of settings) if (each?.port !== undefined) container.ports.children.want(each.port);
    return (made) => webApp(made, container);
  }

  async #mount(container: ContainerRuntime): Promise<void> {
    this.#memfs ??= (await container.io("import of memfs", () => import("memfs"))).Volume;
    const { mounts: specs, disk, code } = container.spec;
    const mounts = new ContainerMounts(
      specs,
      container.mounted,
      this.#memfs,
      disk && this.#images.lowerFiles(disk),
      disk && disk.limitMb * 2 ** 20,
    );
    container.mounted.set(mounts);
    if (disk?.isBare) return; // nothing finds it through `fs`
    if (disk?.workdir !== undefined && code.kind !== "sandbox") mounts.moveTo(disk.workdir, "/");
    const asPackages: PublicFs = { name: "as packages", fs, promises: fs.promises };
    const asUserCode = (): PublicFs => ({
      name: "as user code",
      ...(container.files as unknown as Omit<PublicFs, "name">),
    });
    if (specs.length > 0 || !this.#hasTriedDisk) await selfTest(mounts, [asUserCode(), asPackages]);
    else await selfTest(mounts, [asPackages]);
    this.#hasTriedDisk ||= disk !== undefined;
  }

  #compile(file: string): CompiledBundle {
    const existing = this.#compiled.get(file);
    if (existing) return existing;
    const bundle = this.#bundles.get(file);
    if (!bundle) throw new ExecutionError(`The code of ${file} did not reach its lane.`);
    const compiled = this.#compiledFrom(bundle);
    this.#compiled.set(file, compiled);
    return compiled;
  }

  #compiledFrom(bundle: Bundle): CompiledBundle {
    this.#maps.add(bundle);
    return new CompiledBundle(bundle, Object.keys(CONTAINER_GLOBALS));
  }

  mapStack(text: string): string {
    return this.#maps.rewrite(withoutMarks(text));
  }
}

/** What containers with `isolation: "inline"` run: the host's own function objects and handles. */
export interface InlineHost {
  readonly bindings: Bindings;
  /** @param webApp for one that answers web requests */
  body(spec: ContainerSpec, webApp?: MakeWebApp): ContainerBody | undefined;
}
