// Modal: docs/modal/handles-and-names.md#creating-and-looking-up
import { describe, expect } from "vitest";
import { App, Cls, ExecutionError, Function_, InvalidError, method, NotFoundError } from "modal-emulator";
import type { Emulator } from "modal-emulator/emulator";
import { test } from "modal-emulator/vitest";
import { expectError, expectRejection } from "../../support/expect-error.js";

const app = new App("models");
app.function({ name: "train" }, async function train() {});
const evaluate = app.function({}, async function evaluate() {
  return "evaluated";
});
app.cls(
  {},
  class Model {
    predict = method(() => 1);
  },
);
declare class Named {
  predict(): number;
}
const other = new App("other");
other.function({ name: "unlike" }, async function unlike() {});

async function deployed(world: Emulator): Promise<void> {
  await world.deploy(app);
  await world.deploy(other);
  await world.deploy(other, { environment: "dev" });
}

describe("a function by its id", () => {
  test("is looked up when it is used, and is one that can be called", async ({ world }) => {
    await deployed(world);
    await world.within(async () => {
      const { functionId = "" } = await Function_.fromName("models", "evaluate").hydrate();
      const found = Function_.fromId<typeof evaluate>(functionId);
      expect(found.functionId).toBeUndefined();
      const result: string = await found.remote();
      expect(result).toBe("evaluated");
      expect([found.functionId, found.isGenerator]).toEqual([functionId, false]);
      expect(await found.withOptions({ cpu: 1 }).remote()).toBe("evaluated");
    });
  });

  test("is one, and is there", async ({ world }) => {
    expectError(() => Function_.fromId("fc-1"), InvalidError, "Invalid Function id", '"fu-"');
    await deployed(world);
    await world.within(async () => {
      await expectRejection(() => Function_.fromId("fu-none").remote(), NotFoundError, "fu-none");
      const { functionId = "" } = (await Cls.fromName("models", "Model").instance()).method("predict");
      await expectRejection(() => Function_.fromId(functionId).hydrate(), InvalidError, functionId, '"Model"');
    });
  });
});

describe("a lookup that finds nothing says what may have been meant", () => {
  test.each([
    ["a function", () => Function_.fromName("models", "trian").remote(), 'Did you mean "train"?'],
    ["a function unlike any", () => Function_.fromName("models", "xyz").remote(), "There are train, evaluate."],
    ["a class", () => Cls.fromName("models", "Modle").hydrate(), 'no class of that name. Did you mean "Model"?'],
    [
      "a class of any app",
      () => Cls.fromName("Modle").hydrate(),
      'no deployed app has a class of that name. Did you mean "Model"?',
    ],
    ["an app", () => Function_.fromName("model", "train").remote(), 'deploy the app first. Did you mean "models"?'],
    ["an app, for a class", () => Cls.fromName("modles", "Model").hydrate(), 'Did you mean "models"?'],
    ["an app by itself", () => App.lookup("modles"), 'Did you mean "models"?'],
    [
      "an environment",
      () => Function_.fromName("other", "unlike", { environment: "deb" }).remote(),
      'It is deployed in environment "main".',
    ],
    ["a class for a function", () => Function_.fromName("models", "Model").remote(), '"Model" is a class'],
    ["a function for a class", () => Cls.fromName("models", "train").hydrate(), '"train" is a function'],
  ])("%s", async (_what, lookUp, fragment) => {
    const world = await worldOf();
    await using _closing = world;
    await deployed(world);
    await world.within(() => expectRejection(lookUp, NotFoundError, fragment));
  });
});

async function worldOf(): Promise<Emulator> {
  const { Emulator } = await import("modal-emulator/emulator");
  return Emulator.start({ threads: 0 });
}

describe("outside of a world", () => {
  test.each([
    ["a function", () => Function_.fromName("models", "train").remote()],
    ["a class", () => Cls.fromName("models", "Model").hydrate()],
    ["a method", () => new (Cls.fromName<typeof Named>("models", "Model"))().predict.remote()],
    ["a function of a deployed app", () => evaluate.remote()],
  ])("%s that was deployed says where to call it", async (_what, call) => {
    await using world = await worldOf();
    await deployed(world);
    await expectRejection(call, ExecutionError, "no world is in sight", "`world.within(() => …)`");
  });
});

test("a handle of the app itself works inside of the world it is deployed in", async ({ world }) => {
  await deployed(world);
  expect(await world.within(() => evaluate.remote())).toBe("evaluated");
});
