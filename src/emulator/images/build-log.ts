import type { BuildLine } from "../../contract/build-commands.js";
import type { Kernel } from "../kernel/kernel.js";

/** What the builds of layers have written, the last one of each. */
export class BuildLogs {
  readonly #kernel: Kernel;
  readonly #logs = new Map<string, BuildLog>();

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  /** A layer is being built. @param text its lines of a Dockerfile */
  begin(imageId: string, text: string): BuildLog {
    const log = new BuildLog(this.#kernel, imageId);
    for (const [number, line] of text.split("\n").entries()) log.add(`=> Step ${number}: ${line}`);
    this.#logs.set(imageId, log);
    return log;
  }

  /** `undefined` if the layer was never built. */
  of(imageId: string): readonly BuildLine[] | undefined {
    return this.#logs.get(imageId)?.lines;
  }
}

/** What one build of a layer writes. */
export class BuildLog {
  readonly lines: BuildLine[] = [];
  readonly startedAt: number;
  readonly #kernel: Kernel;
  readonly #imageId: string;

  constructor(kernel: Kernel, imageId: string) {
    this.#kernel = kernel;
    this.#imageId = imageId;
    this.startedAt = kernel.now;
  }

  /** @param text without a line break at its end */
  add(text: string, source: BuildLine["source"] = "stdout"): void {
    const { now, masking } = this.#kernel;
    this.lines.push({ at: now, source, text: masking.mask(text), imageId: this.#imageId });
  }

  /** The layer is not going to be there. @param message why; its container may have written that */
  fail(message: string): void {
    if (!this.lines.some(({ source, text }) => source === "stderr" && text.includes(message)))
      this.add(message, "stderr");
  }

  /** The layer is there. */
  end(): void {
    this.add(`Built image ${this.#imageId} in ${((this.#kernel.now - this.startedAt) / 1000).toFixed(2)}s`);
  }
}
