import { App, Cls, method, parameter } from "modal-emulator";

export const app = new App("classes");

export const Model = app.cls(
  {},
  class Model {
    modelSize = parameter({ default: "small" });
    steps = parameter({ type: "integer" });
    fast = parameter({ default: false });
    predict = method(async (x: number, y = "a") => ({ of: [this.modelSize, this.steps, this.fast], x, y }));
    stream = method(async function* () {
      yield 1;
    });
  },
);

@app.cls()
class Single {
  @parameter() accessor name = "nobody";
  @method() greet(greeting = "Hello") {
    return `${greeting}, ${this.name}!`;
  }
}
export const Renamed = Cls.of(Single);

export const Connected = app.cls(
  {},
  class Connected {
    readonly url: string;
    constructor(url: string, port = 80) {
      this.url = `${url}:${port}`;
    }
    get = method(async (path: string) => this.url + path);
  },
);

export const Words = app.cls(
  {},
  class Words {
    all = method(async (...words: string[]) => words);
  },
);
export const Sized = app.cls(
  {},
  class Sized {
    size = parameter({ default: 1 });
    all = method(async (...words: string[]) => words);
  },
);
export const Clashing = app.cls(
  {},
  class Clashing {
    size = parameter({ default: 1 });
    grow = method(async (size: number) => size);
  },
);
export const Bytes = app.cls(
  {},
  class Bytes {
    key = parameter({ type: "bytes" });
    run = method(async () => 1);
  },
);
export const Rest = app.cls(
  {},
  class Rest {
    readonly names: string[];
    constructor(...names: string[]) {
      this.names = names;
    }
    run = method(async () => 1);
  },
);
