import type { SandboxTask } from "../../kernel/sandbox-protocol.js";
import type { WebApp } from "../web/exchange.js";

/** What a container runs inputs with: a function, or an instance of a class. */
export interface ContainerBody {
  /** Runs before the first input. @param snapshot what is to be done when the memory snapshot would be taken */
  enter?(snapshot: () => void): Promise<void>;
  /** Of a sandbox: something is to be done there. */
  take?(task: SandboxTask): void;
  /** Runs when the container stops in good order. */
  exit?(): Promise<void>;
  /** The code of a function, or of a method of a class. */
  find(method: string | undefined): CallableFunction;
  /** What answers web requests, for what does. */
  web?(method: string | undefined): WebApp | undefined;
  isGenerator(method: string | undefined): boolean;
  /** How many arguments that code takes, as far as it shows. */
  parameters(method: string | undefined): number | undefined;
}
