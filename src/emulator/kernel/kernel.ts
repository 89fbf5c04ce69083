import type { CommandName, Commands, SendOptions } from "../../contract/backend.js";
import { Clients, HOST, type ClientRequests } from "./clients.js";
import type { ClientRequest, HostDelivery, HostRequest } from "./client-protocol.js";
import type { CommandRequest, Delivery, Loss, Reply, Report, Request, UnsentCommand } from "./protocol.js";
import { EventLog, type EventLogOptions } from "./event-log.js";
import { Ids } from "./ids.js";
import { Masking } from "./masking.js";
import { type Origin, Pending } from "./pending.js";
import { Random } from "./random.js";
import { RealWaits } from "./real-waits.js";
import { SeededOrder, type RoundOrder } from "./round-order.js";
import { TimerQueue } from "./timer-queue.js";

export { Pending, type Origin } from "./pending.js";

export type CommandHandler<C extends CommandName> = (command: Commands[C]["command"], pending: Pending<C>) => void;

const SETTLED: Reply = { ok: true, value: null };

export type Interceptor = (
  name: CommandName,
  command: Commands[CommandName]["command"],
  pending: Pending,
  proceed: () => void,
) => boolean;

/** What containers ask for besides commands, and what becomes of them. */
export interface ContainerHandler {
  request(ordinal: number, request: Exclude<Request, CommandRequest | UnsentCommand>): void;
  nextTimer(ordinal: number, at: number | null): void;
  lost(ordinal: number, loss: Loss): void;
  /** Adds what containers have to be told before anything else in their turn. */
  catchUp(deliveries: ReadonlyMap<number, Delivery[]>): void;
  /** False for who has ended, or was interrupted in this round and does not know yet: an answer would be lost. */
  hears(origin: Origin): boolean;
}

export interface HostHandler {
  output(request: Extract<HostRequest, { type: "output" }>): void;
  item(request: Extract<HostRequest, { type: "yield" }>): void;
  /** What it was asked to do has come to something. */
  answered(request: Extract<HostRequest, { type: "fetched" | "programmed" | "prompted" }>): void;
}

/**
 * The single writer of a world's shared state. Synchronous and free of I/O: takes requests in an order that depends on
 * the seed alone, and leaves deliveries for the next turn.
 */
export class Kernel {
  now: number;
  /** Number of the round that is being applied, or was last. */
  round = 0;
  readonly startTime: number;
  readonly seed: string;
  readonly masking: Masking = new Masking();
  readonly events: EventLog;
  readonly timers: TimerQueue = new TimerQueue();
  readonly realWaits: RealWaits = new RealWaits(this.timers);
  readonly ids: Ids;
  readonly #order: RoundOrder;
  readonly #handlers = new Map<CommandName, CommandHandler<never>>();
  /** Unanswered commands by participant and request number. */
  readonly #pending = new Map<number, Map<number, Pending>>();
  #interceptor: Interceptor | undefined;
  #containers: ContainerHandler | undefined;
  #host: HostHandler | undefined;
  readonly clients: Clients = new Clients();
  /** Hears of every participant that asks for nothing any more. */
  onGone?: (ordinal: number) => void;
  #outbox = new Map<number, Delivery[]>();

  constructor(
    seed: string,
    startTime: number,
    events?: EventLogOptions,
    order: RoundOrder = new SeededOrder(`${seed}/order`),
  ) {
    this.seed = seed;
    this.now = startTime;
    this.startTime = startTime;
    this.events = new EventLog(() => this.now, this.masking, events);
    this.ids = new Ids(new Random(`${seed}/ids`));
    this.#order = order;
    this.events.add("world.started", { seed, startTime: new Date(startTime).toISOString() });
  }

  /** Connects the parts that answer; each kind once, when the world is put together. */
  handle<C extends CommandName>(name: C, handler: CommandHandler<C>): void {
    this.#handlers.set(name, handler);
  }

  /** @param interceptor sees every command first; carries it out itself, later or not at all, if it returns true */
  intercept(interceptor: Interceptor): void {
    this.#interceptor = interceptor;
  }

  handleContainers(handler: ContainerHandler): void {
    this.#containers = handler;
  }

  handleHost(handler: HostHandler): void {
    this.#host = handler;
  }

  deliver(ordinal: number, delivery: Delivery): void {
    const queue = this.#outbox.get(ordinal);
    if (queue) queue.push(delivery);
    else this.#outbox.set(ordinal, [delivery]);
  }

  deliverToHost(delivery: HostDelivery): void {
    this.clients.leave(HOST, delivery);
  }

  get hasDeliveries(): boolean {
    return this.#outbox.size > 0 || this.clients.hasDeliveries;
  }

  /** What containers get in the next turn. */
  takeDeliveries(): ReadonlyMap<number, readonly Delivery[]> {
    this.#containers?.catchUp(this.#outbox);
    const taken = this.#outbox;
    this.#outbox = new Map();
    return taken;
  }

  /** Commands of clients that wait for an answer. */
  *pendingOfClients(): Iterable<Pending> {
    for (const ordinal of this.clients.ordinals) yield* this.pendingOf(ordinal);
  }

  /** A client is gone. */
  disconnect(ordinal: number): void {
    this.clients.disconnect(ordinal);
    this.forgetPending(ordinal);
  }

  /** Commands of one participant that wait for an answer. */
  pendingOf(ordinal: number): IteratorObject<Pending> {
    return this.#pending.get(ordinal)?.values() ?? Iterator.from([]);
  }

  /** Nobody is left to hear the answers of a container that ended. */
  forgetPending(ordinal: number): void {
    this.#forget(ordinal, () => true);
    this.onGone?.(ordinal);
  }

  /** An attempt that is interrupted hears no answer any more: what it waits for in its container is rejected there. */
  forgetAttempt(ordinal: number, { id, attempt }: { readonly id: string; readonly attempt: number }): void {
    this.#forget(ordinal, ({ origin }) => origin.inputId === id && origin.attempt === attempt);
  }

  /** All are closed before anyone hears of it, so that none of them is served in the place of another. */
  #forget(ordinal: number, isMeant: (pending: Pending) => boolean): void {
    const unanswered = this.#pending.get(ordinal);
    if (!unanswered) return;
    const forgotten = [...unanswered].filter(([, pending]) => isMeant(pending));
    for (const [request, pending] of forgotten) {
      unanswered.delete(request);
      pending.close();
    }
    if (unanswered.size === 0) this.#pending.delete(ordinal);
    for (const [, pending] of forgotten) pending.onEnd?.();
  }

  /**
   * Applies what all participants asked for in one round, participants in an order drawn from the seed, each in program
   * order.
   */
  apply(clients: readonly ClientRequests[], reports: readonly Report[]): void {
    this.round++;
    const [only, ...others] = reports;
    if (clients.length === 0 && only && others.length === 0) return this.#applyReport(only);
    const batches: (() => void)[] = clients.map(
      ([ordinal, requests]) =>
        () =>
          this.#applyRequests(ordinal, requests),
    );
    for (const report of reports.toSorted((a, b) => a.ordinal - b.ordinal)) {
      // whatever comes later finds what a container has left behind
      if (report.requests.at(-1)?.type === "left") this.#applyReport(report);
      else if (report.requests.length > 0 || report.lost !== undefined) batches.push(() => this.#applyReport(report));
      else this.#containers?.nextTimer(report.ordinal, report.nextTimer);
    }
    if (batches.length > 1) this.#order.arrange(batches);
    for (const batch of batches) batch();
  }

  #applyRequests(ordinal: number, requests: readonly ClientRequest[]): void {
    for (const request of requests) {
      if (request.type === "command") this.#command(ordinal, request);
      else if (request.type === "settle")
        this.clients.leave(ordinal, { type: "reply", request: request.request, reply: SETTLED });
      else if (request.type === "withdrawn") this.#pending.get(ordinal)?.get(request.request)?.withdraw();
      else if (request.type === "output") this.#host?.output(request);
      else if (request.type === "yield") this.#host?.item(request);
      else this.#host?.answered(request);
    }
  }

  #applyReport({ ordinal, requests, nextTimer, lost }: Report): void {
    for (const request of requests) {
      if (request.type === "command") this.#command(ordinal, request);
      else if (request.type === "unsent")
        this.deliver(ordinal, { type: "reply", request: request.request, reply: { ok: false, error: request.error } });
      else this.#containers?.request(ordinal, request);
    }
    this.#containers?.nextTimer(ordinal, nextTimer);
    if (lost !== undefined) this.#containers?.lost(ordinal, lost);
  }

  #command(
    ordinal: number,
    {
      request,
      name,
      command,
      inputId,
      attempt,
      environment,
      handsOver,
      isAside,
      isStale = false,
    }: CommandRequest & Pick<SendOptions, "isStale">,
  ): void {
    const isContainer = ordinal > HOST;
    const origin: Origin = { ordinal, inputId, attempt, environment };
    // it ended or was interrupted earlier in this round
    if (isContainer && !handsOver && this.#containers?.hears(origin) === false) return;
    const unanswered = this.#pending.get(ordinal) ?? new Map<number, Pending>();
    this.#pending.set(ordinal, unanswered);
    const pending: Pending = new Pending(origin, name, (reply) => {
      if (!pending.isOpen) return;
      pending.close();
      unanswered.delete(request);
      if (unanswered.size === 0 && this.#pending.get(ordinal) === unanswered) this.#pending.delete(ordinal);
      pending.onEnd?.();
      if (reply === undefined || pending.isAnswerLost) return;
      const answer = { type: "reply", request, reply } as const;
      if (isContainer) this.deliver(ordinal, answer);
      else this.clients.leave(ordinal, answer);
    });
    pending.isAside = isAside === true;
    unanswered.set(request, pending);
    const handler = this.#handlers.get(name) as CommandHandler<CommandName> | undefined;
    this.timers.areLimitsActive = !isStale;
    if (handler) {
      if (!this.#interceptor?.(name, command, pending, () => handler(command, pending))) handler(command, pending);
    } else pending.fail("UnimplementedError", `The backend does not know the command "${name}".`);
    this.timers.areLimitsActive = true;
  }
}
