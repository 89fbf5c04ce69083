import { Bindings, type Session } from "../../api/session/session.js";
import type { ControlPlane } from "../../server/control-plane.js";
import { ClientConnection } from "../host/client-connection.js";
import { clientTime, ClientWaits } from "../host/client-time.js";
import { QuietTime } from "../host/quiet-time.js";
import type { HostTime } from "../host/host-time.js";
import type { ClientListener, ListenOptions } from "./client-listener.js";
import type { WorldTokens } from "./world-tokens.js";
import type { WorldParts } from "./world-parts.js";

/** How Modal's own clients reach a world. @internal */
export class WorldClients {
  /** What the clients in this process are told. */
  readonly time: HostTime;
  readonly tokens: WorldTokens;
  readonly #waits: ClientWaits;
  readonly #parts: WorldParts;
  readonly #closing: (() => void)[] = [];
  readonly #listeners = new Set<ClientListener>();
  #plane: Promise<ControlPlane> | undefined;

  constructor(parts: WorldParts, tokens: WorldTokens) {
    this.#parts = parts;
    this.tokens = tokens;
    this.#waits = new ClientWaits(parts.rounds);
    this.time = clientTime(parts.kernel, this.#waits);
  }

  /** Whether there are clients in this process, and the world's time is another one than theirs. */
  get isTimed(): boolean {
    return this.#plane !== undefined && !this.#parts.rounds.isReal;
  }

  /** A call of a client in this process is on its way. @returns to be called when it is over, any number of times */
  begin(): () => void {
    return this.#waits.begin();
  }

  /** What answers the clients in this process. */
  get controlPlane(): Promise<ControlPlane> {
    return (this.#plane ??= this.#controlPlane(this.#parts.host.session, () => this.begin()));
  }

  /** Opens a port for the clients of other processes: one participant of the world, beside its host. */
  async listen(options: ListenOptions): Promise<ClientListener> {
    const { kernel, rounds, host } = this.#parts;
    const connection = new ClientConnection();
    const session: Session = Object.create(host.session, {
      backend: { value: connection },
      bindings: { value: new Bindings() },
    }) as Session;
    const quiet = new QuietTime(connection);
    const plane = await this.#controlPlane(session, () => quiet.begin());
    const { ClientListener: listeners } = await import("./client-listener.js"); // few worlds listen
    const ordinal = kernel.clients.connect(connection);
    connection.onRequest(() => rounds.poke());
    const end = (): void => {
      quiet.close();
      kernel.disconnect(ordinal);
      connection.close();
      this.#listeners.delete(listener);
    };
    const listener = await listeners.open(plane, options, end, () => this.tokens.any);
    this.#listeners.add(listener);
    return listener;
  }

  /** @param listener hears that the world is closed */
  onClose(listener: () => void): void {
    this.#closing.push(listener);
  }

  async close(): Promise<void> {
    for (const listener of this.#closing.splice(0)) listener();
    for (const listener of this.#listeners) await listener[Symbol.asyncDispose]();
  }

  async #controlPlane(session: Session, begin: () => () => void): Promise<ControlPlane> {
    const { ControlPlane: Plane } = await import("../../server/control-plane.js"); // few worlds have clients
    const { ofRpcs } = this.#parts.faults;
    return new Plane({
      session,
      begin,
      lets: (id, secret) => this.tokens.lets(id, secret),
      hasFaults: () => ofRpcs.areThere,
    });
  }
}
