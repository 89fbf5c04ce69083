import { AsyncLocalStorage } from "node:async_hooks";
import { withSession, type Session } from "../api/session/session.js";
import type { Backend, CommandName } from "../contract/backend.js";
import type { RpcTrouble } from "../contract/client-commands.js";
import type { RpcMethod } from "./protocol/methods.js";
import { answerCall, type Answering, type AnyHandler } from "./rpc/answer-call.js";
import { AnswersKept } from "./rpc/answers-kept.js";
import { checkToken, noteVersion, type Admission } from "./rpc/client-identity.js";
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

/** Commands that wait for something: a client that has gone does not wait any more. Others are carried out at once. */
const WAITS: ReadonlySet<CommandName> = new Set([
  "call.get",
  "client.call",
  "image.build",
  "logs.follow",
  "queue.get",
  "queue.peek",
  "sandbox.exitSnapshot",
  "sandbox.read",
  "sandbox.ready",
  "sandbox.tunnels",
  "sandbox.wait",
  "sandbox.waitProcess",
  "sandbox.watched",
]);

/** What a control plane is told of its world. */
export interface ServedWorld {
  /** Of the client that asks on behalf of Modal's. */
  readonly session: Session;
  readonly lets: Admission;
  /** Whether a fault could hit a call. */
  hasFaults(): boolean;
  /** A call is on its way. @returns to be called when it is over, any number of times */
  begin(): () => void;
}

/** Answers Modal's clients over a world: what they ask for becomes the commands of our own handles. */
export class ControlPlane {
  /** Names of the methods that are answered, such as `appList`. */
  readonly emulated: ReadonlySet<string>;
  readonly #world: ServedWorld;
  readonly #session: Session;
  readonly #answering: Answering;
  /** Of the call that the running code answers. */
  readonly #signals = new AsyncLocalStorage<AbortSignal>();

  constructor(world: ServedWorld) {
    this.#world = world;
    const { session } = world;
    this.#session = Object.create(session, { backend: { value: this.#withdrawing(session.backend) } }) as Session;
    const polls = new Polls();
    const services = [...SERVICES, ...ROUTER_SERVICES].map((service) => service(this.#session, polls));
    const handlers = new Map(services.flatMap((service) => Object.entries(service)) as [string, AnyHandler][]);
    this.emulated = new Set(handlers.keys());
    this.#answering = {
      find: ({ name }) => handlers.get(name),
      admit: (call, { isOfRouter }) => {
        if (isOfRouter) return; // who is there has the token that the control plane gave
        noteVersion(call);
        checkToken(call, world.lets);
      },
      trouble: (call, method) => (world.hasFaults() ? this.#trouble(call, method) : null),
      kept: new AnswersKept(),
    };
  }

  /** Answers a call. Never throws. */
  async answer(call: IncomingCall): Promise<void> {
    const end = this.#world.begin();
    call.signal.addEventListener("abort", end, { once: true }); // whoever has gone waits for nothing
    await this.#signals.run(call.signal, () => withSession(this.#session, () => answerCall(call, this.#answering)));
    end();
  }

  #trouble(call: IncomingCall, { path }: RpcMethod): Promise<RpcTrouble | null> {
    const attempt = Number(call.header("x-retry-attempt") ?? 0) + 1;
    return this.#session.backend.send("client.call", { method: path.replace(/^.*\//, ""), attempt });
  }

  /** What a call waits for is not waited for any more when its client has gone. */
  #withdrawing(backend: Backend): Backend {
    return {
      send: (name, command, options) =>
        WAITS.has(name)
          ? backend.send(name, command, { ...options, signal: eitherOf(options?.signal, this.#signals.getStore()) })
          : backend.send(name, command, options),
    };
  }
}

function eitherOf(one: AbortSignal | undefined, other: AbortSignal | undefined): AbortSignal | undefined {
  return one && other ? AbortSignal.any([one, other]) : (one ?? other);
}
