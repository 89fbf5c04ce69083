// What users export: every type that is inferred has to be nameable from the package's entry points.
import {
  App,
  batched,
  Cls,
  concurrent,
  Cron,
  currentInput,
  Dict,
  enter,
  Environment,
  exit,
  experimental,
  Function_,
  FunctionCall,
  gather,
  Image,
  method,
  NetworkFileSystem,
  parameter,
  Period,
  Queue,
  Retries,
  Secret,
  Stub,
  Volume,
} from "modal-emulator";

export const app = new App("declared", { image: Image.debianSlim() });
export const stub = new Stub("stub");

export const plain = app.function({ retries: new Retries() }, async function plain(x: number) {
  return { x, at: new Date() };
});
export const sync = app.function(function sync(a: string, b = 1) {
  return a.repeat(b);
});
export const generator = app.function(async function* generator(n: number) {
  yield { n };
});
export const generic = app.function(async function generic<T>(x: T) {
  return [x];
});
export const embed = app.function(
  {},
  batched({ maxBatchSize: 8, waitMs: 10 }, async function embed(texts: string[]) {
    return texts.map((text) => text.length);
  }),
);
export const side = app.function(
  {},
  concurrent({ maxInputs: 2 }, async function side(x: number) {
    return x;
  }),
);
export const inCluster = app.function(
  {},
  experimental.clustered({ size: 2 }, async function inCluster() {
    return experimental.getClusterInfo();
  }),
);
export const nightly = app.function({ schedule: new Cron("0 3 * * *") }, async function nightly() {});
export const hourly = app.function({ schedule: new Period({ hours: 1 }) }, async function hourly() {});
export const ofStub = stub.generator(function* ofStub(n: number) {
  yield n;
});
export const main = app.localEntrypoint(async function main(n: number = 3) {
  return plain.remote(n);
});
export const SoldOut = app.errorClass(class SoldOut extends Error {});

export const Model = app.cls(
  { scaledownWindowMs: 5000 },
  class Model {
    size = parameter("small");
    ready = false;
    load = enter(() => {
      this.ready = true;
    });
    predict = method(async (x: number) => ({ x, size: this.size }));
    stream = method(async function* () {
      yield 1;
    });
    stop = exit(() => undefined);
  },
);
export const model = new Model({ size: "big" });
export const predict = model.predict;
export const stream = model.stream;
export const faster = plain.withOptions({ cpu: 2 });
export const wider = plain.withConcurrency({ maxInputs: 4 });
export const inBatches = embed.withBatching;
export const Large = Model.withOptions({ cpu: 4 });

export const mapped = (): ReturnType<typeof plain.map> => plain.map([1]);
export function maps() {
  return [plain.map([1], { returnExceptions: true }), sync.starmap([["a", 1]]), embed.map(["a"])] as const;
}
export async function spawns() {
  const call = await plain.spawn(1);
  return { call, graph: await call.getCallGraph(), all: await gather(call, call) };
}
export const lookedUp = Function_.fromName<(x: number) => Promise<string>>("a", "f");
export const untyped = Function_.fromName("a", "f");
export const classUp = Cls.fromName("a", "C");
export const callUp = () => FunctionCall.fromId("fc-1");
export const stats = () => plain.getCurrentStats();
export const logs = plain.logs;
export const input = () => currentInput();

export const dict = Dict.fromName<number, string>("d", { createIfMissing: true });
export const queue = Queue.fromName<number>("q", { createIfMissing: true });
export const volume = Volume.fromName("v");
export const nfs = NetworkFileSystem.fromName("n");
export const secret = Secret.fromName("s");
export const environment = () => Environment.fromContext();
export const image = Image.debianSlim().pipInstall("x");
export const dicts = Dict.objects;
export const listed = () => volume.listdir("/");
export const info = () => dict.info();
export const running = () => app.run(() => plain.remote(1));
export const deployed = () => app.deploy();
export const settings = plain.definition;
export const registered = app.registeredFunctions;
