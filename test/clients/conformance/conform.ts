import { type App as ClientApp, type Image, ModalClient, type Sandbox } from "modal";
import { modalClient } from "modal-emulator/client";
import { Emulator, type EmulatorOptions } from "modal-emulator/emulator";
import { describe, expect, test, vi } from "vitest";
import { app } from "./app.js";

/** What a case has: a world with the app deployed, and a client that reaches it. */
export interface Place {
  readonly world: Emulator;
  readonly modal: ModalClient;
  /** Whether the client has the world's time, and not that of the machine. */
  readonly isVirtual: boolean;
  /** Whether its sandboxes are of the second kind. */
  readonly isV2: boolean;
}

type Case = (place: Place) => Promise<void>;

/** By what a case is about: public members as `Class.member`, then what holds for them. */
export type Cases = Readonly<Record<string, Case>>;

interface Carrier {
  readonly name: string;
  readonly threads: number;
  readonly isVirtual: boolean;
  connect(world: Emulator, stack: AsyncDisposableStack): Promise<ModalClient>;
}

const inProcess = (threads: number): Carrier => ({
  name: `in-process, ${threads} threads`,
  threads,
  isVirtual: true,
  connect: (world) => modalClient(world),
});

const CARRIERS: readonly Carrier[] = [
  inProcess(0),
  inProcess(1),
  {
    name: "gRPC",
    threads: 0,
    isVirtual: false,
    connect: async (world, stack) => {
      const listener = stack.use(await world.listen());
      return clientAt(listener.env, stack);
    },
  },
];

/** A client as code makes it in a process with these variables. */
function clientAt(env: Readonly<Record<string, string>>, stack: AsyncDisposableStack): ModalClient {
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  const client = new ModalClient({ logLevel: "error" });
  stack.defer(() => client.close());
  return client;
}

/** Runs each case over each carrier, in a world of its own. */
export function conform(cases: Cases, options: EmulatorOptions = {}): void {
  describe.for(CARRIERS)("$name", (carrier) => runAll(cases, carrier, { options, isV2: true }));
}

/** Runs each case over each carrier with sandboxes of each kind. */
export function conformInSandboxes(cases: Cases, options: EmulatorOptions = {}): void {
  const kinds = CARRIERS.flatMap((carrier) =>
    [true, false].map((isV2) => ({ carrier, isV2, kind: isV2 ? "V2" : "V1" })),
  );
  describe.for(kinds)("$carrier.name, $kind", ({ carrier, isV2 }) => runAll(cases, carrier, { options, isV2 }));
}

function runAll(
  cases: Cases,
  { threads, isVirtual, connect }: Carrier,
  { options, isV2 }: { readonly options: EmulatorOptions; readonly isV2: boolean },
): void {
  for (const [name, body] of Object.entries(cases))
    test(name, async () => {
      await using stack = new AsyncDisposableStack();
      const world = stack.use(await Emulator.start({ threads, ...options }));
      await world.deploy(app);
      vi.stubEnv("MODAL_SANDBOX_V2", isV2 ? undefined : "0");
      stack.defer(() => void vi.unstubAllEnvs());
      const modal = await connect(world, stack);
      await body({ world, isVirtual, isV2, modal });
    });
}

type ErrorClass = abstract new (...args: never[]) => Error;

/**
 * Expects a rejection with an error of exactly this class, whose message has this in it.
 * @param kind the name of one that is not exported: `ClientError` is what gRPC reports and the client passes on
 */
export async function rejects(
  promise: Promise<unknown>,
  kind: ErrorClass | string,
  message: string | RegExp,
): Promise<void> {
  const name = typeof kind === "string" ? kind : kind.name;
  const error = await promise.then(
    (value) => expect.fail(`Resolved with ${JSON.stringify(value)} instead of ${name}.`),
    (reason: unknown) => reason as Error,
  );
  const said = `${error.constructor.name}: ${error.message}`;
  expect(said, said).toMatch(asPattern(name, message));
  if (typeof kind !== "string") expect(error).toBeInstanceOf(kind);
}

function asPattern(name: string, message: string | RegExp): RegExp {
  const source = typeof message === "string" ? RegExp.escape(message) : message.source;
  return new RegExp(`^${name}: .*?(?:${source})`, "s");
}

/** An app that has nothing but sandboxes. */
export async function otherApp({ modal }: Pick<Place, "modal">): Promise<ClientApp> {
  return modal.apps.fromName("sandboxes", { createIfMissing: true });
}

/** A sandbox as most cases need one: it sleeps. */
export async function makeSandbox(
  place: Pick<Place, "modal">,
  params: Parameters<ModalClient["sandboxes"]["create"]>[2] = {},
  image: Image = place.modal.images.fromRegistry("debian:12"),
): Promise<Sandbox> {
  return place.modal.sandboxes.create(await otherApp(place), image, params);
}
