import type { ContainerRate } from "./rate-of.js";

/** Time of containers, and what it costs. */
export interface Cost {
  /** Seconds of containers; time that inputs share is divided among them. */
  readonly seconds: number;
  /** US dollars. */
  readonly cpu: number;
  readonly memory: number;
  readonly gpu: number;
  /** All three. */
  readonly total: number;
}

/** Adds up what containers cost. */
export class CostSum {
  readonly #sum = { seconds: 0, cpu: 0, memory: 0, gpu: 0 };

  add(seconds: number, rate: ContainerRate): void {
    const sum = this.#sum;
    sum.seconds += seconds;
    sum.cpu += seconds * rate.cpu;
    sum.memory += seconds * rate.memory;
    sum.gpu += seconds * rate.gpu;
  }

  get cost(): Cost {
    const { seconds, cpu, memory, gpu } = this.#sum;
    return { seconds, cpu, memory, gpu, total: cpu + memory + gpu };
  }
}
