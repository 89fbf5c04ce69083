import type { ContainerSettings } from "../../contract/container-settings.js";
import { InvalidError } from "../../contract/errors.js";
import type { RateCard } from "./rate-card.js";

/** Dollars for one second of a container. */
export interface ContainerRate {
  readonly cpu: number;
  readonly memory: number;
  readonly gpu: number;
}

/**
 * What a container costs by what it has reserved; of several kinds of GPU, by the first.
 * @throws InvalidError for a GPU that is not on the card
 */
export function rateOf(
  tag: string,
  { cpu, memory, gpus }: Pick<ContainerSettings, "cpu" | "memory" | "gpus">,
  card: RateCard,
): ContainerRate {
  const cores = Math.max((cpu?.requestMilli ?? 0) / 1000, card.minCores);
  const gib = Math.max(memory?.requestMiB ?? 0, card.minMemoryMiB) / 1024;
  const [gpu] = gpus;
  return {
    cpu: cores * card.cpuCore,
    memory: gib * card.memoryGiB,
    gpu: gpu ? gpu.count * priceOf(tag, gpu.type, card) : 0,
  };
}

/** `H100!` is an H100 and nothing better. */
function priceOf(tag: string, type: string, { gpu, date }: RateCard): number {
  const price = gpu[type.replace(/!$/, "")];
  if (price === undefined)
    throw new InvalidError(
      `world.bill: \`${tag}\` has the GPU "${type}", which is not on the rate card of ${date}. Add its price per second: \`{ rates: { gpu: { ${JSON.stringify(type)}: 0.001 } } }\`.`,
    );
  return price;
}
