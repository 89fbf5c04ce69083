import { Bindings, type Session, type ShownApp } from "../../api/session/session.js";
import { revive } from "../../api/handles.js";
import type { HostDelivery } from "../kernel/client-protocol.js";
import { ClientConnection } from "./client-connection.js";
import type { FetchRoutes } from "./fetch-routes.js";
import type { Mocks } from "./mocks.js";
import type { SandboxPrograms } from "./sandbox-programs.js";
import type { Terminal } from "./terminal.js";

export interface HostParts {
  readonly mocks: Mocks;
  readonly routes: FetchRoutes;
  readonly programs: SandboxPrograms;
  readonly terminal: Terminal;
  /** Of the world. */
  readonly environment: string;
  readonly hasOwnDisks: boolean;
  /** What the workspace builds images with. */
  imageBuilder(): string;
  show(app: ShownApp): Disposable;
}

/**
 * The process that has started the world: its first client, which also runs what stands in for functions and servers.
 */
export class Host extends ClientConnection {
  readonly session: Session;
  readonly #parts: HostParts;

  constructor(parts: HostParts) {
    super();
    this.#parts = parts;
    this.session = {
      backend: this,
      bindings: new Bindings(),
      revive,
      importing: undefined,
      isContainer: false,
      environment: parts.environment,
      hasOwnDisks: parts.hasOwnDisks,
      get imageBuilder() {
        return parts.imageBuilder();
      },
      input: undefined,
      show: (app) => parts.show(app),
    };
  }

  override get isBusy(): boolean {
    const { mocks, routes, programs, terminal } = this.#parts;
    return [mocks, routes, programs, terminal].some(({ isBusy }) => isBusy) || super.isBusy;
  }

  protected override hear(delivery: HostDelivery): void {
    switch (delivery.type) {
      case "mock": {
        const { inputId, attempt } = delivery;
        void this.#parts.mocks
          .run(this.session, delivery, (item) => this.request({ type: "yield", inputId, attempt, item }))
          .then((outcome) => this.request({ type: "output", inputId, attempt, outcome }));
        break;
      }
      case "taken":
        this.#parts.mocks.taken(delivery.inputId, delivery.items);
        break;
      case "cancel":
        this.#parts.mocks.cancel(delivery.inputId);
        break;
      case "prompt": {
        const { id, asking } = delivery;
        void this.#parts.terminal
          .ask(this.session, asking)
          .then((reply) => this.request({ type: "prompted", id, reply }));
        break;
      }
      case "program": {
        const { id, call } = delivery;
        void this.#parts.programs
          .run(this.session, id, call)
          .then((reply) => this.request({ type: "programmed", id, reply }));
        break;
      }
      case "programEnded":
        this.#parts.programs.ended(delivery.id);
        break;
      case "fetch": {
        const { id, request, isOfWorld } = delivery;
        void this.#parts.routes
          .answer(this.session, request, isOfWorld)
          .then((reply) => this.request({ type: "fetched", id, reply }));
        break;
      }
    }
  }
}
