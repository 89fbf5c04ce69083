import { App } from "modal-emulator";

export const app = new App("failing");

interface Problem {
  readonly reason: string;
}

export const remoteFailure = app.function(async function remoteFailure() {
  const problem: Problem = { reason: "memory" };
  throw new TypeError(`out of ${problem.reason}`, { cause: new Error("deep down") });
});

function raise({ reason }: Problem): never {
  throw new RangeError(`out of ${reason}`);
}

export async function localFailure(): Promise<void> {
  raise({ reason: "range" });
}
app.localEntrypoint(localFailure);

app.localEntrypoint(async function runsItself() {
  await app.run(() => 1);
});

app.localEntrypoint(async function throwsText() {
  // eslint-disable-next-line typescript/only-throw-error -- what people do
  throw "plain text";
});

app.localEntrypoint(async function forever() {
  console.log("waiting");
  await new Promise((resolve) => setTimeout(resolve, 2 ** 30));
});

app.localEntrypoint(async function notAwaited() {
  void remoteFailure.remote();
  await new Promise((resolve) => setTimeout(resolve, 2 ** 30));
});

app.localEntrypoint(async function thrownInTimer() {
  setTimeout(() => raise({ reason: "time" }), 1);
  await new Promise((resolve) => setTimeout(resolve, 2 ** 30));
});

app.localEntrypoint(async function stuck() {
  await new Promise(() => {});
});
