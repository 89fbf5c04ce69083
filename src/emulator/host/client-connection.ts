import type { Backend, CommandName, Commands, SendOptions } from "../../contract/backend.js";
import { ClientClosed } from "../../contract/errors.js";
import { environmentInSight } from "../../api/session/session.js";
import type { Client } from "../kernel/clients.js";
import type { ClientDelivery, ClientRequest, HostDelivery } from "../kernel/client-protocol.js";
import { Replies } from "../participants/replies.js";
import { isInStandIn } from "./stand-ins.js";
import { immediate, realClearTimeout, realSetTimeout } from "../time/real-time.js";

/** A client in this process: sends commands to the kernel of a world, and hears the answers. */
export class ClientConnection implements Backend, Client {
  readonly #replies = new Replies();
  #requests: ClientRequest[] = [];
  #onRequest: () => void = () => undefined;
  #changed: PromiseWithResolvers<void> = Promise.withResolvers();
  #isClosed = false;
  #works = 0;

  /** @param listener hears of every request */
  onRequest(listener: () => void): void {
    this.#onRequest = listener;
  }

  send<C extends CommandName>(
    name: C,
    command: Commands[C]["command"],
    { isStale, signal }: SendOptions = {},
  ): Promise<Commands[C]["result"]> {
    if (this.#isClosed) return Promise.reject(closed());
    const environment = environmentInSight();
    const isAside = isInStandIn() || undefined;
    const send = (request: number): void =>
      this.request({ type: "command", request, inputId: undefined, environment, isAside, isStale, name, command });
    return signal ? this.#sendUntil(signal, send) : this.#replies.expect(undefined, send);
  }

  /** Sends a command and withdraws it when a signal aborts. */
  async #sendUntil<T>(signal: AbortSignal, send: (request: number) => void): Promise<T> {
    signal.throwIfAborted();
    const sender = {}; // of this command alone
    let withdraw: (() => void) | undefined;
    try {
      return await this.#replies.expect(sender, (request) => {
        withdraw = () => {
          if (this.#replies.reject(() => signal.reason as globalThis.Error, sender))
            this.request({ type: "withdrawn", request });
        };
        signal.addEventListener("abort", withdraw);
        send(request);
      });
    } finally {
      if (withdraw) signal.removeEventListener("abort", withdraw);
    }
  }

  /** Resolves when all that anyone asked for until now is applied. */
  applied(): Promise<void> {
    if (this.#isClosed) return Promise.reject(closed());
    return this.#replies.expect(undefined, (request) => this.request({ type: "settle", request }));
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

  /** Lets what waits wait for ever. */
  forget(): void {
    this.#replies.forget();
  }

  settled(): Promise<void> {
    return immediate();
  }

  /** Whether it does something, or waits for something real: no time passes meanwhile. */
  get isBusy(): boolean {
    return this.#works > 0;
  }

  /** It is busy until what is returned is called. */
  begin(): () => void {
    let isOver = false;
    this.#works++;
    return () => {
      if (isOver) return;
      isOver = true;
      this.#works--;
      this.change();
    };
  }

  async changed(ms?: number): Promise<void> {
    if (ms === undefined) return this.#changed.promise;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const elapsed = new Promise<void>((resolve) => {
      timer = realSetTimeout(resolve, ms);
    });
    await Promise.race([this.#changed.promise, elapsed]);
    realClearTimeout(timer);
  }

  get hasCommands(): boolean {
    return this.#requests.some(({ type }) => type === "command" || type === "settle");
  }

  takeRequests(): readonly ClientRequest[] {
    const taken = this.#requests;
    this.#requests = [];
    return taken;
  }

  deliver(deliveries: readonly ClientDelivery[]): void {
    for (const delivery of deliveries) {
      if (delivery.type === "reply") this.#replies.settle(delivery.request, delivery.reply);
      else this.hear(delivery);
    }
  }

  /** Lets the rounds go on, if they wait for this client. */
  change(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
    this.#onRequest();
  }

  /** Does what only the host is asked for. */
  protected hear({ type }: HostDelivery): void {
    throw new TypeError(`A client that is not the host was asked for "${type}".`);
  }

  protected request(request: ClientRequest): void {
    if (this.#isClosed) return;
    this.#requests.push(request);
    this.change();
  }
}

function closed(): ClientClosed {
  return new ClientClosed("This world is closed: nothing can be called in it any more.");
}
