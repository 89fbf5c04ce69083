import { ModalClient } from "modal";
import { modalClient } from "modal-emulator/client";
import { test } from "modal-emulator/vitest";
import { app } from "./app.js";
import { halve } from "./service.js";

test.override({ client: true });

test("a client of Modal's own, from the packed package", async ({ world, expect }) => {
  await world.deploy(app);
  const modal = await modalClient(world);
  const half = await modal.functions.fromName("packaged", "half");
  expect(await half.remote([3])).toBe(1.5);
});

test("code that makes its own client", async ({ world, expect }) => {
  await world.deploy(app);
  expect(await halve(3)).toBe(1.5);
});

test("and by gRPC", async ({ world, expect }) => {
  await world.deploy(app);
  await using listener = await world.listen();
  const before = process.env["MODAL_SERVER_URL"];
  process.env["MODAL_SERVER_URL"] = listener.url;
  const modal = new ModalClient();
  process.env["MODAL_SERVER_URL"] = before;
  const half = await modal.functions.fromName("packaged", "half");
  expect(await half.remote([3])).toBe(1.5);
  modal.close();
});
