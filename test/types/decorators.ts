// Checked by `npm run typecheck`, never run: what users may write, and what must be an error.
import {
  App,
  type Batch,
  batched,
  Cls,
  concurrent,
  enter,
  exit,
  method,
  parameter,
  type Parameter,
} from "modal-emulator";
import { is } from "./eq.js";
const app = new App("decorators");
// 60 decorators on members, class given to app.cls
export const Decorated = app.cls(
  {},
  class Decorated {
    @parameter() accessor size = "small";
    @parameter() steps = 3;
    @enter() load() {
      this.size.length;
    }
    @method() predict(x: number) {
      return x * 2;
    }
    @method() async later(x: number, y = "a") {
      return `${this.size}${x}${y}`;
    }
    @method() async *stream(n: number) {
      yield n;
    }
    @exit() close() {}
  },
);
const d = new Decorated({ size: "big", steps: 2 });
is<Promise<number>>()(d.predict.remote(1), true);
is<Promise<string>>()(d.later.remote(1), true);
is<AsyncGenerator<number, void, undefined>>()(d.stream.remoteGen(1), true);
is<string>()(d.size, true);
// @ts-expect-error type
new Decorated({ size: 3 });
// @ts-expect-error unknown
new Decorated({ colour: "red" });
// 61 as a class decorator: Cls.of
@app.cls({ gpu: "T4" })
class Seen {
  @parameter() accessor size = "small";
  @method() predict(x: number) {
    return x * 2;
  }
}
is<Promise<number>>()(new (Cls.of(Seen))({ size: "x" }).predict.remote(1), true);
@app.cls()
@concurrent({ maxInputs: 2 })
class Seen2 {
  size = parameter({ default: "s" });
  predict = method(async (x: number) => x + this.size.length);
}
const Seen2Handle = Cls.of(Seen2);
new Seen2Handle({ size: "x" }).predict.remote(1);
// 62 misuse
class Wrong {
  // @ts-expect-error parentheses forgotten
  @method predict(x: number) {
    return x;
  }
  // @ts-expect-error on a static
  @method() static s() {}
  // @ts-expect-error on a private
  @method() #p() {}
  // @ts-expect-error on a field
  @method() f = 1;
  // @ts-expect-error not a parameter type
  @parameter() accessor list = [1];
  // @ts-expect-error parentheses forgotten
  @parameter accessor q = 1;
}
// 63 batched as a decorator: the parameter type tells the callers' view
const B = app.cls(
  {},
  class B {
    @batched({ maxBatchSize: 2, waitMs: 1 }) async predict(xs: Batch<number>) {
      xs.push(1);
      const plain: number[] = xs;
      return plain.map((x) => String(x));
    }
  },
);
is<Promise<string>>()(new B().predict.remote(1), true);
class BadBatch {
  // @ts-expect-error plain array: callers could not know
  @batched({ maxBatchSize: 2, waitMs: 1 }) async predict(xs: number[]) {
    return xs;
  }
}
// 64 exact parameters in the decorator form, by annotation
const Exact = app.cls(
  {},
  class Exact {
    @parameter() accessor size: Parameter<string> = "small";
    @parameter() accessor path!: Parameter<string, "required">;
    note = "plain";
    @method() predict(x: number) {
      return x + this.size;
    }
  },
);
is<Promise<string>>()(new Exact({ path: "/x", size: "y" }).predict.remote(1), true);
// @ts-expect-error missing
new Exact({});
// @ts-expect-error not a parameter
new Exact({ path: "/x", note: "n" });
