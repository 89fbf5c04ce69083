import { App, type Batch, batched, Cls, concurrent, enter, exit, method, parameter } from "modal-emulator";

export const app = new App("decorated");

@app.cls({ scaledownWindowMs: 5000 })
class Model {
  @parameter() accessor size = "small";
  @parameter() steps = 3;
  weights = "";
  @enter() async load() {
    this.weights = this.size + this.steps;
    console.log("enter", this.weights);
  }
  @method() predict(x: number) {
    return this.weights + x;
  }
  @method() async *stream(n: number) {
    for (let i = 0; i < n; i++) yield this.weights + i;
  }
  @exit() close() {
    console.log("exit", this.weights);
  }
}

class Base {
  @enter() a() {
    console.log("base.a");
  }
  @enter() b() {
    console.log("base.b");
  }
  @method() go() {
    return "gone";
  }
}

// Replacing a hook by a plain method does not remove it; a decorated override keeps the place of the first.
class Derived extends Base {
  @enter() override a() {
    console.log("derived.a");
  }
  override b() {
    console.log("derived.b");
  }
  @enter() c() {
    console.log("derived.c");
  }
}

@app.cls()
@concurrent({ maxInputs: 2 })
class Server {
  running = 0;
  @method() async serve() {
    const most = ++this.running;
    await new Promise((resolve) => setTimeout(resolve, 10));
    return most;
  }
}

class Embedder {
  @batched({ maxBatchSize: 2, waitMs: 5 }) embed(texts: Batch<string>) {
    return texts.map((text) => text + texts.length);
  }
}

const ServerHandle = Cls.of(Server);
const EmbedderHandle = app.cls({}, Embedder);
const ModelHandle = Cls.of(Model);
const DerivedHandle = app.cls({}, Derived);

app.localEntrypoint(async function main() {
  const big = new ModelHandle({ size: "big" });
  console.log(await big.predict.remote(1));
  for await (const item of big.stream.remoteGen(2)) console.log(item);
  console.log(await new ModelHandle({ steps: 4 }).predict.remote(2));
  console.log(await new DerivedHandle().go.remote());
  console.log(await Promise.all([new ServerHandle().serve.remote(), new ServerHandle().serve.remote()]));
  console.log(await Array.fromAsync(new EmbedderHandle().embed.map(["a", "b"])));
});
