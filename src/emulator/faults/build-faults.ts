import { wireError } from "../../contract/wire.js";
import type { WantedLayer } from "../images/built-layer.js";
import type { BuildTrouble } from "../images/layer-builds.js";
import type { Kernel } from "../kernel/kernel.js";
import type { ArmedFault } from "./armed-fault.js";
import { wireOfFault } from "./fault-error.js";
import type { BuildAccess, Fault } from "./fault-plan.js";

export type BuildFault = Extract<Fault, { kind: "failBuild" | "slowBuild" }>;

const NONE: BuildTrouble = { delayMs: 0, error: undefined };

/** Lets the builds of layers fail or take time; both at once, if a fault of each kind hits. */
export class BuildFaults {
  readonly #kernel: Kernel;
  readonly #faults: { readonly armed: ArmedFault<BuildFault>; readonly imageKey: string | undefined }[] = [];

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  /** @param imageKey of the image whose last layer is meant, if it is for one */
  add(armed: ArmedFault<BuildFault>, imageKey: string | undefined): void {
    this.#faults.push({ armed, imageKey });
  }

  /** What goes wrong with the build of a layer, nothing for most. */
  trouble(imageId: string, layer: WantedLayer): BuildTrouble {
    if (this.#faults.length === 0) return NONE;
    const { kind, text } = layer.step;
    const access: BuildAccess = { imageId, kind, text, at: this.#kernel.now };
    const hit = (wanted: BuildFault["kind"]): BuildFault | undefined =>
      this.#faults.find(
        ({ armed, imageKey }) =>
          armed.fault.kind === wanted &&
          (imageKey === undefined || imageKey === layer.imageKey) &&
          isIn(armed.fault.step, text) &&
          (armed.fault.when?.(access) ?? true) &&
          armed.strikes(),
      )?.armed.fault;
    const [slow, failing] = [hit("slowBuild"), hit("failBuild")];
    const delayMs = slow?.kind === "slowBuild" ? slow.delayMs : 0;
    const error =
      failing?.kind === "failBuild"
        ? wireOfFault(failing.error, wireError("Error", "A fault hit this build."))
        : undefined;
    if (slow || failing)
      this.#kernel.events.add("fault.build", { image: imageId, error: error?.name ?? null, delayMs });
    return { delayMs, error };
  }
}

function isIn(step: string | RegExp | undefined, text: string): boolean {
  if (step === undefined) return true;
  return typeof step === "string" ? text.includes(step) : text.search(step) >= 0;
}
