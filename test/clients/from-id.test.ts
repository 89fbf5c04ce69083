import { App, method } from "modal-emulator";
import { modalClient } from "modal-emulator/client";
import { test } from "modal-emulator/vitest";
import { InvalidError } from "modal";

const app = new App("known");
export const square = app.function({}, async function square(x: number) {
  return x * x;
});
export const Counter = app.cls(
  {},
  class Counter {
    count = 0;
    next = method(() => ++this.count);
  },
);

test("functions are found by their ids, and classes are none", async ({ world, expect }) => {
  await world.deploy(app);
  const modal = await modalClient(world);
  const { functionId } = await modal.functions.fromName("known", "square");
  expect(await (await modal.functions.fromId(functionId)).remote([3])).toBe(9);
  const found = await modal.cpClient.functionGet({ appName: "known", objectTag: "Counter.*", environmentName: "" });
  const loading = modal.functions.fromId(found.functionId);
  await expect(loading).rejects.toThrow(InvalidError);
  await expect(loading).rejects.toThrow(`${found.functionId} is a Cls and cannot be loaded with functions.fromId().`);
});
