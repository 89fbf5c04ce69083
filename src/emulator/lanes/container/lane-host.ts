import type { Stream } from "../surroundings/capture-console.js";
import type { Pulse } from "../routing/pulse.js";
import type { ContainerRuntime } from "./container-runtime.js";
import type { ContainerBody } from "./container-body.js";

/** What a container has written, before it is in a log. */
export interface WrittenLine {
  readonly ordinal: number;
  readonly inputId: string | undefined;
  readonly stream: Stream;
  readonly text: string;
}

/** What a container needs of its lane. */
export interface LaneHost {
  readonly now: number;
  readonly pulse: Pulse;
  /** Evaluates the container's code and returns what it is for. */
  load(container: ContainerRuntime): Promise<ContainerBody>;
  /** Runs code of this package that must not fail, whatever the container has made of built-in functions. */
  safely<T>(body: () => T): T;
  mapStack(text: string): string;
  wrote(line: WrittenLine): void;
  /** Real work begins or ends that no resource shows. */
  begin(container: ContainerRuntime, what: string): void;
  end(container: ContainerRuntime, what: string): void;
  /** The container has something to report at the end of the turn. */
  touched(container: ContainerRuntime): void;
  dropped(container: ContainerRuntime): void;
}
