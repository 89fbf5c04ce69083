import { AsyncLocalStorage } from "node:async_hooks";
import { withSession, type Session } from "../api/session/session.js";
import type { Backend } from "../contract/backend.js";
import { answerCall, type AnyHandler } from "./rpc/answer-call.js";
import type { IncomingCall } from "./rpc/incoming-call.js";
import { Polls } from "./rpc/polls.js";
import { apps } from "./services/apps-service.js";
import { auth } from "./services/auth-service.js";
import { calls } from "./services/calls-service.js";
import { environments } from "./services/environments-service.js";
import { functions } from "./services/functions-service.js";
import { logs } from "./services/logs-service.js";
import { images } from "./services/images-service.js";
import { queues } from "./services/queues-service.js";
import { routerDisk } from "./services/router/router-disk-service.js";
import { router } from "./services/router/router-service.js";
import { sidecarCreation, sidecars } from "./services/router/sidecars-service.js";
import { sandboxLife } from "./services/sandboxes/sandbox-life-service.js";
import { sandboxQueries } from "./services/sandboxes/sandbox-queries-service.js";
import { sandboxSnapshots } from "./services/sandboxes/sandbox-snapshots-service.js";
import { sandboxStreams } from "./services/sandboxes/sandbox-streams-service.js";
import { storage } from "./services/storage-service.js";

const SERVICES = [
  apps,
  auth,
  calls,
  environments,
  functions,
  images,
  logs,
  queues,
  sandboxLife,
  sandboxQueries,
  sandboxSnapshots,
  sandboxStreams,
  sidecarCreation,
  storage,
];
const ROUTER_SERVICES = [router, routerDisk, sidecars];

/** Answers Modal's clients over a world: what they ask for becomes the commands of our own handles. */
export class ControlPlane {
  readonly #session: Session;
  readonly #handlers: ReadonlyMap<string, AnyHandler>;
  readonly #begin: () => () => void;
  /** Of the call that the running code answers. */
  readonly #signals = new AsyncLocalStorage<AbortSignal>();

  /**
   * @param session of the client that asks on behalf of Modal's
   * @param begin is told of every call; what it returns, of its end
   */
  constructor(session: Session, begin: () => () => void = () => () => undefined) {
    this.#begin = begin;
    this.#session = Object.create(session, { backend: { value: this.#withdrawing(session.backend) } }) as Session;
    const polls = new Polls();
    const handlers = [...SERVICES, ...ROUTER_SERVICES].flatMap((service) =>
      Object.entries(service(this.#session, polls)),
    );
    this.#handlers = new Map(handlers as [string, AnyHandler][]);
  }

  /** Answers a call. Never throws. */
  async answer(call: IncomingCall): Promise<void> {
    const end = this.#begin();
    await this.#signals.run(call.signal, () =>
      withSession(this.#session, () => answerCall(call, ({ name }) => this.#handlers.get(name))),
    );
    end();
  }

  /** What a call waits for is not waited for any more when its client has gone. */
  #withdrawing(backend: Backend): Backend {
    return {
      send: (name, command, options) => backend.send(name, command, { ...options, signal: this.#signals.getStore() }),
    };
  }
}
