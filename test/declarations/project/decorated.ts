import { App, batched, type Batch, enter, method, parameter } from "modal-emulator";

export const app = new App("decorated");

@app.cls({ cpu: 1 })
export class Greeter {
  @parameter()
  greeting: string = "Hello";

  @enter()
  load(): void {}

  @method()
  async greet(name: string) {
    return { text: `${this.greeting} ${name}` };
  }
}

@app.cls()
export class Lengths {
  @batched({ maxBatchSize: 4, waitMs: 10 })
  async of(texts: Batch<string>) {
    return texts.map((text) => text.length);
  }
}
