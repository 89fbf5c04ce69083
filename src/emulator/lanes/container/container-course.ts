import type { Wire } from "../../../contract/wire.js";
import type { Request } from "../../kernel/protocol.js";
import type { SandboxTask } from "../../kernel/sandbox-protocol.js";
import type { AttemptRun, InputHost } from "./attempt-run.js";
import type { ContainerBody } from "./container-body.js";
import { isHopeless } from "./hopeless.js";
import { InputRun, type InputDelivery } from "./input-run.js";
import { WebRun } from "./web-run.js";

/** What the course of a container needs of it. */
export interface CourseHost {
  /** Evaluates its code. */
  load(): Promise<ContainerBody>;
  /** Its code has been evaluated. */
  loaded(): void;
  /** Its memory snapshot would be taken now. */
  snapshot(): void;
  reported(error: unknown): Wire;
  flush(): void;
  request(request: Request): void;
}

/** What a container runs, from its start to its exit. */
export class ContainerCourse {
  readonly #host: CourseHost;
  #body: ContainerBody | undefined;

  constructor(host: CourseHost) {
    this.#host = host;
  }

  /** @throws TypeError before it has started */
  get body(): ContainerBody {
    if (!this.#body) throw new TypeError("An input came before the container had started.");
    return this.#body;
  }

  async start(): Promise<void> {
    const host = this.#host;
    try {
      this.#body = await host.load();
      host.loaded();
      const snapshot = (): void => host.snapshot();
      if (this.#body.enter) await this.#body.enter(snapshot);
      else snapshot();
      host.request({ type: "started" });
    } catch (error) {
      host.request({ type: "startFailed", error: host.reported(error), isHopeless: isHopeless(error) });
    }
  }

  /** What works on an input. */
  run(host: InputHost, delivery: InputDelivery): AttemptRun {
    const { method } = delivery;
    const web = this.body.web?.(method);
    return web ? new WebRun(host, delivery, web) : new InputRun(host, delivery, this.body.isGenerator(method));
  }

  /** Something is to be done in a sandbox. */
  take(task: SandboxTask): void {
    this.body.take?.(task);
  }

  async exit(): Promise<void> {
    const host = this.#host;
    let failure: unknown;
    try {
      await this.#body?.exit?.();
    } catch (error) {
      failure = host.reported(error);
    }
    host.flush();
    host.request({ type: "exited", error: failure });
  }
}
