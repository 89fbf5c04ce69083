// docs/client-calls.md is made here: `npx vitest run test/docs/clients.test.ts -u` writes it anew.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { Emulator } from "modal-emulator/emulator";
import { modalClient } from "modal-emulator/client";
import { App } from "modal-emulator";
import { Bindings, type Session } from "../../src/api/session/session.js";
import { ControlPlane } from "../../src/server/control-plane.js";
import { knownMethods } from "../../src/server/protocol/methods.js";

const { devDependencies } = JSON.parse(readFileSync("package.json", "utf8")) as {
  devDependencies: Record<string, string>;
};

/** Answered, with nothing in it. */
const EMPTY = ["FunctionGetMetrics", "MetricsGetInfo"];

const INLINE = "not emulated: arguments and results of up to 90 MiB are sent inline, and clients are told so";
const DIRECT = "not emulated: no address of an input plane is given, so that clients do not ask there";
const LEFT_OUT: Readonly<Record<string, string>> = {
  AttemptAwait: DIRECT,
  AttemptRetry: DIRECT,
  AttemptStart: DIRECT,
  BlobCreate: INLINE,
  BlobGet: INLINE,
};

const app = new App("maths");
export const square = app.function({}, async function square(x: number) {
  return x * x;
});

function emulated(): ReadonlySet<string> {
  const session: Partial<Session> = { backend: { send: () => Promise.reject(new Error()) }, bindings: new Bindings() };
  const world = { session: session as Session, lets: () => true, hasFaults: () => false, begin: () => () => undefined };
  return new ControlPlane(world).emulated;
}

test("the page of calls lists every method of the protocol, and what becomes of it", async () => {
  const answered = emulated();
  const rows = [...knownMethods().values()].map(({ name, path, isOfRouter }) => {
    const method = path.replace(/^.*\//, "");
    const state = EMPTY.includes(method) ? "answered empty" : "emulated";
    return { isOfRouter, method, state: answered.has(name) ? state : LEFT_OUT[method] };
  });
  expect(rows.filter(({ state }) => state === undefined)).toEqual([]);
  expect(rows.flatMap(({ method, state }) => (state === LEFT_OUT[method] ? method : []))).toEqual(
    Object.keys(LEFT_OUT),
  );
  const table = (isOfRouter: boolean): string =>
    [
      "| call | here |\n| --- | --- |",
      ...rows.filter((row) => row.isOfRouter === isOfRouter).map(({ method, state }) => `| \`${method}\` | ${state} |`),
    ].join("\n");
  await expect(`# Calls of Modal's clients

What the package \`modal\` ${devDependencies["modal"]} asks for by gRPC, and what becomes of it in a world ([guide](clients.md)). Names are those of Modal's
protocol, as \`world.faults.rpc\` takes them. A call that is not listed ends with \`UNIMPLEMENTED\` and its name, and so does one that is not emulated.

## Control plane

${table(false)}

## Task command router

What is done in a sandbox.

${table(true)}
`).toMatchFileSnapshot("../../docs/client-calls.md");
});

test("everything that is answered is in the protocol", () => {
  const known = new Set([...knownMethods().values()].map(({ name }) => name));
  expect([...emulated()].filter((name) => !known.has(name))).toEqual([]);
});

test("what is said to be answered empty is", async () => {
  await using world = await Emulator.start({ threads: 0 });
  await world.deploy(app);
  const modal = await modalClient(world);
  const { functionId } = await modal.functions.fromName("maths", "square");
  expect(await modal.cpClient.metricsGetInfo({})).toEqual({ groups: [], bucketSecs: 0, bucketCount: 0 });
  expect(await modal.cpClient.functionGetMetrics({ functionId })).toMatchObject({ series: [] });
});
