// Checked by `npm run typecheck`, never run: what users may write, and what must be an error.
import { vi } from "vitest";
import { App, method, parameter, type Function_ } from "modal-emulator";
import { is, same } from "./eq.js";
const app = new App("edge");
// 80 any, unknown, never, index signatures in a class
const Any = app.cls(
  {},
  class Any {
    cfg: any;
    u: unknown;
    n!: never;
    [key: `x-${string}`]: string;
    size = parameter({ default: "s" });
    opt?: string;
    run = method(async () => this.size.length);
  },
);
const any = new Any({ size: "x" });
is<Promise<number>>()(any.run.remote(), true);
is<any>()(any.cfg, true);
is<string | undefined>()(any.opt, true);
// @ts-expect-error not a parameter
new Any({ cfg: 1 });
const OnlyAny = app.cls(
  {},
  class OnlyAny {
    cfg: any;
    run = method(async () => 1);
  },
);
new OnlyAny();
// @ts-expect-error not a parameter
new OnlyAny({ cfg: 1 });
// 81 spies
const spy = vi.fn((x: number) => x);
const spied = app.function({ isolation: "inline", name: "spied" }, spy);
is<Promise<number>>()(spied.remote(1), true);
// 82 handles of methods are not marked any more
same<typeof any.run, Function_<[], Promise<number>>>(true);
// @ts-expect-error a handle is not registered again
app.function({}, any.run);
// @ts-expect-error a registered function is not registered again
app.function({}, spied);
// 83 an unnamed class, an abstract base
abstract class Base {
  abstract kind: string;
  base = method(async () => this.kind);
}
const Sub = app.cls(
  {},
  class extends Base {
    override kind = "sub";
  },
);
is<Promise<string>>()(new Sub().base.remote(), true);
// 84 generic class
class Box<T> {
  value!: T;
  put = method(async (v: T) => v);
}
const BoxOf = app.cls({}, Box<number>);
is<Promise<number>>()(new BoxOf().put.remote(1), true);
// 85 statics are the user's own
class WithStatic {
  static version = 1;
  run = method(async () => WithStatic.version);
}
app.cls({}, WithStatic);
// 86 method(options, fn)
const Opt = app.cls(
  {},
  class {
    g = method({ isGenerator: true }, function () {
      return (function* () {
        yield 1;
      })();
    });
  },
);
is<AsyncGenerator<number, void, undefined>>()(new Opt().g.remoteGen(), true);
// 87 imported functions, bound functions, constants
const fns = { double: (x: number) => x * 2 };
const dbl = app.function({ name: "double" }, fns.double);
is<Promise<number>>()(dbl.remote(1), true);
is<Promise<number>>()(app.function({ name: "b" }, fns.double.bind(null)).remote(1), true);
