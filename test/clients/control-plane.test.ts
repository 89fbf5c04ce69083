import { ModalClient } from "modal";
import { controlPlane, modalClient } from "modal-emulator/client";
import { test } from "modal-emulator/vitest";
import { expect } from "vitest";

test("a client that is made with a control plane reaches the world, its sandboxes too", async ({ world }) => {
  const modal = new ModalClient({ cpClient: await controlPlane(world), environment: "main" });
  const app = await modal.apps.fromName("own", { createIfMissing: true });
  const sandbox = await modal.sandboxes.create(app, modal.images.fromRegistry("debian:12"));
  const process = await sandbox.exec(["echo", "hello"]);
  expect(await process.stdout.readText()).toBe("hello\n");
  expect(world.events.of("sandbox.created")).toHaveLength(1);
});

test("clients of one world see the same", async ({ world }) => {
  const [one, other] = await Promise.all([modalClient(world), modalClient(world)]);
  const queue = await one.queues.fromName("shared", { createIfMissing: true });
  await queue.put("news");
  expect(await (await other.queues.fromName("shared")).get()).toBe("news");
});
