import type { Session } from "../api/session/session.js";
import { withSession } from "../api/session/session.js";
import { Polls } from "./rpc/polls.js";
import { answerCall, type AnyHandler } from "./rpc/answer-call.js";
import type { IncomingCall } from "./rpc/incoming-call.js";
import { apps } from "./services/apps.js";
import { auth } from "./services/auth.js";
import { calls } from "./services/calls.js";
import { environments } from "./services/environments.js";
import { functions } from "./services/functions.js";
import { images } from "./services/images.js";
import { queues } from "./services/queues.js";
import { storage } from "./services/storage.js";

const SERVICES = [apps, auth, calls, environments, functions, images, queues, storage];

/** Answers Modal's clients over a world: what they ask for becomes the commands of our own handles. */
export class ControlPlane {
  readonly #session: Session;
  readonly #handlers: ReadonlyMap<string, AnyHandler>;

  readonly #begin: () => () => void;

  /**
   * @param session of the client that asks on behalf of Modal's
   * @param begin is told of every call; what it returns, of its end
   */
  constructor(session: Session, begin: () => () => void = () => () => undefined) {
    this.#begin = begin;
    this.#session = session;
    const polls = new Polls();
    const handlers = SERVICES.flatMap((service) => Object.entries(service(session, polls)));
    this.#handlers = new Map(handlers as [string, AnyHandler][]);
  }

  /** Answers a call. Never throws. */
  async answer(call: IncomingCall): Promise<void> {
    const end = this.#begin();
    await withSession(this.#session, () => answerCall(call, ({ name }) => this.#handlers.get(name)));
    end();
  }
}
