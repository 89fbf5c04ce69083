import type { Backend, CommandName, Commands } from "../../contract/backend.js";
import { ClientClosed } from "../../contract/errors.js";
import { Bindings, environmentInSight, type Session, type ShownApp } from "../../api/session/session.js";
import type { HostDelivery, HostRequest } from "../kernel/protocol.js";
import { immediate, realClearTimeout, realSetTimeout } from "../time/real-time.js";
import { revive } from "../../api/handles.js";
import { Replies } from "../participants/replies.js";
import type { FetchRoutes } from "./fetch-routes.js";
import type { Mocks } from "./mocks.js";
import type { Terminal } from "./terminal.js";

export interface HostParts {
  readonly mocks: Mocks;
  readonly routes: FetchRoutes;
  readonly terminal: Terminal;
  /** Of the world. */
  readonly environment: string;
  show(app: ShownApp): Disposable;
}

/**
 * The host as a participant of the rounds: sends the test's commands, and runs what stands in for functions and
 * servers.
 */
export class Host implements Backend {
  readonly session: Session;
  readonly #parts: HostParts;
  readonly #replies = new Replies();
  #requests: HostRequest[] = [];
  #onRequest: () => void = () => undefined;
  #changed: PromiseWithResolvers<void> = Promise.withResolvers();
  #isClosed = false;

  constructor(parts: HostParts) {
    this.#parts = parts;
    this.session = {
      backend: this,
      bindings: new Bindings(),
      revive,
      importing: undefined,
      isContainer: false,
      environment: parts.environment,
      input: undefined,
      show: (app) => parts.show(app),
    };
  }

  /** @param listener hears of every request */
  onRequest(listener: () => void): void {
    this.#onRequest = listener;
  }

  send<C extends CommandName>(name: C, command: Commands[C]["command"]): Promise<Commands[C]["result"]> {
    if (this.#isClosed)
      return Promise.reject(new ClientClosed("This world is closed: nothing can be called in it any more."));
    return this.#replies.expect(undefined, (request) =>
      this.#request({
        type: "command",
        request,
        inputId: undefined,
        environment: environmentInSight(),
        name,
        command,
      }),
    );
  }

  close(): void {
    this.#isClosed = true;
    this.#replies.reject(
      () =>
        new ClientClosed(
          "The world was closed while this call was waiting: await the call before the world goes out of scope.",
        ),
    );
  }

  hostSettled(): Promise<void> {
    return immediate();
  }

  get isHostBusy(): boolean {
    return this.#parts.mocks.isBusy || this.#parts.routes.isBusy || this.#parts.terminal.isBusy;
  }

  async hostChanged(ms?: number): Promise<void> {
    if (ms === undefined) return this.#changed.promise;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const elapsed = new Promise<void>((resolve) => {
      timer = realSetTimeout(resolve, ms);
    });
    await Promise.race([this.#changed.promise, elapsed]);
    realClearTimeout(timer);
  }

  get hasHostCommands(): boolean {
    return this.#requests.some(({ type }) => type === "command");
  }

  takeHostRequests(): readonly HostRequest[] {
    const taken = this.#requests;
    this.#requests = [];
    return taken;
  }

  deliverToHost(deliveries: readonly HostDelivery[]): void {
    for (const delivery of deliveries) {
      switch (delivery.type) {
        case "reply":
          this.#replies.settle(delivery.request, delivery.reply);
          break;
        case "mock": {
          const { inputId, attempt } = delivery;
          void this.#parts.mocks
            .run(this.session, delivery, (item) => this.#request({ type: "yield", inputId, attempt, item }))
            .then((outcome) => this.#request({ type: "output", inputId, attempt, outcome }));
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
            .then((reply) => this.#request({ type: "prompted", id, reply }));
          break;
        }
        case "fetch": {
          const { id, request } = delivery;
          void this.#parts.routes
            .answer(this.session, request)
            .then((reply) => this.#request({ type: "fetched", id, reply }));
          break;
        }
      }
    }
  }

  /** Lets the rounds go on, if they wait for the host. */
  change(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
    this.#onRequest();
  }

  #request(request: HostRequest): void {
    if (this.#isClosed) return;
    this.#requests.push(request);
    this.change();
  }
}
