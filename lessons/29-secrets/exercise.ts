import assert from "node:assert/strict";
import { test } from "node:test";
import { App } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";

const app = new App("shop");

const charge = app.function({}, async function charge(order: string) {
  const headers = { authorization: `Bearer ${process.env["BANK_KEY"]}` };
  const response = await fetch(`https://bank.example/charges/${order}`, { method: "PUT", headers });
  return response.status;
});

test("the bank accepts the key", async () => {
  await using world = await Emulator.start({ offline: true });
  world.secrets.set("bank", { BANK_KEY: "k-12345" });
  world.onFetch("https://bank.example/*", ({ headers }) => {
    return new Response(null, { status: headers.get("authorization") === "Bearer k-12345" ? 201 : 401 });
  });
  const status = await world.run(app, () => charge.remote("A1"));
  assert.equal(status, 201, `the bank said ${status}`);
});
