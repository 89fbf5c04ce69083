import type { ClientDelivery, ClientRequest } from "./client-protocol.js";

/** Ordinal of the host among the participants of a round. Further clients count down from it, containers up. */
export const HOST = 0;

/** A client as rounds see it. */
export interface Client {
  /** Resolves when it has settled: its microtasks are done and one immediate has passed. */
  settled(): Promise<void>;
  /** It runs a stand-in that waits for something real: no time may pass. */
  readonly isBusy: boolean;
  /** Resolves when it asked for something, or a stand-in of its ended, or after `ms` of real time. */
  changed(ms?: number): Promise<void>;
  /** Whether it has sent a command that was not taken yet. */
  readonly hasCommands: boolean;
  takeRequests(): readonly ClientRequest[];
  deliver(deliveries: readonly ClientDelivery[]): void;
}

/** What one client asked for, in program order. */
export type ClientRequests = readonly [ordinal: number, requests: readonly ClientRequest[]];

/**
 * Who talks to a world from outside of its containers: first the host, which also answers for mocks and stand-ins, and
 * any number of others after it.
 */
export class Clients {
  /** By ordinal, in order of connection, which is their canonical order. */
  readonly #clients = new Map<number, Client>();
  readonly #outbox = new Map<number, ClientDelivery[]>();
  #connected = 0;
  /** Ends a wait for clients, of which one has gone. */
  #onGone: () => void = () => undefined;

  /** @returns the ordinal of the client */
  connect(client: Client): number {
    const ordinal = HOST - this.#connected++;
    this.#clients.set(ordinal, client);
    return ordinal;
  }

  /** A client is gone: nobody hears the answers to what it has asked. */
  disconnect(ordinal: number): void {
    this.#clients.delete(ordinal);
    this.#outbox.delete(ordinal);
    this.#onGone();
  }

  get ordinals(): Iterable<number> {
    return this.#clients.keys();
  }

  get isBusy(): boolean {
    for (const client of this.#clients.values()) if (client.isBusy) return true;
    return false;
  }

  get hasCommands(): boolean {
    for (const client of this.#clients.values()) if (client.hasCommands) return true;
    return false;
  }

  async settled(): Promise<void> {
    await Promise.all(Array.from(this.#clients.values(), (client) => client.settled()));
  }

  /** Resolves when the first of them has changed or is gone, or after `ms` of real time. */
  async changed(ms?: number): Promise<void> {
    const gone = new Promise<void>((resolve) => {
      this.#onGone = resolve;
    });
    await Promise.race([gone, ...Array.from(this.#clients.values(), (client) => client.changed(ms))]);
  }

  /** What each that asked for anything asked for. */
  takeRequests(): ClientRequests[] {
    const taken: ClientRequests[] = [];
    for (const [ordinal, client] of this.#clients) {
      const requests = client.takeRequests();
      if (requests.length > 0) taken.push([ordinal, requests]);
    }
    return taken;
  }

  /** Leaves something for a client; nothing for one that is gone. */
  leave(ordinal: number, delivery: ClientDelivery): void {
    const queue = this.#outbox.get(ordinal);
    if (queue) queue.push(delivery);
    else if (this.#clients.has(ordinal)) this.#outbox.set(ordinal, [delivery]);
  }

  get hasDeliveries(): boolean {
    return this.#outbox.size > 0;
  }

  /** Hands out what was left. */
  deliver(): void {
    const left = [...this.#outbox];
    this.#outbox.clear();
    for (const [ordinal, deliveries] of left) this.#clients.get(ordinal)?.deliver(deliveries);
  }
}
