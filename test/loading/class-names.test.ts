import { App, enter, method } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";
import { expect, test } from "vitest";

const app = new App("class-names");
class Base2 {
  fail(): never {
    throw new Error("of a class whose own name ends in a digit");
  }
}
const Fragile = app.cls(
  {},
  class Fragile extends Base2 {
    constructor() {
      super();
      if (process.env["NEVER"]) throw new Error("never");
    }
    boot = enter(() => undefined);
    helper(): never {
      throw new Error("of a helper");
    }
    go = method(async function (this: Own) {
      await Promise.resolve();
      return this.helper();
    });
    inherited = method(async function (this: Own) {
      return this.fail();
    });
  },
);
interface Own {
  helper(): never;
  fail(): never;
}

async function stackOf(threads: number, name: "go" | "inherited"): Promise<string> {
  await using world = await Emulator.start({ threads });
  try {
    await world.run(app, () => new Fragile()[name].remote());
  } catch (error) {
    return String((error as Error).stack);
  }
  return "";
}

test.each([0, 1])("stacks name classes as their source does, on %d threads", async (threads) => {
  const stack = await stackOf(threads, "go");
  expect(stack).toMatch(/at Fragile\.helper \(.*class-names\.test\.ts:\d+:\d+\)/);
  expect(stack).not.toContain("Fragile2");
  expect(await stackOf(threads, "inherited")).toMatch(/at (?:Fragile|Base2)\.fail \(.*class-names\.test\.ts/);
});
