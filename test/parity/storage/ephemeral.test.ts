// Modal: docs/modal/volumes.md, docs/modal/dicts-and-queues.md
import { Writable } from "node:stream";
import { describe, expect } from "vitest";
import {
  Dict,
  type EphemeralOptions,
  InvalidError,
  NetworkFileSystem,
  NotFoundError,
  Queue,
  Volume,
} from "modal-emulator";
import { test } from "modal-emulator/vitest";
import { expectError, expectRejection } from "../../support/expect-error.js";

type StoredKind = AsyncDisposable & { readonly objectId: string | undefined };

describe("ephemeral", () => {
  test.for<{ ephemeral(options: EphemeralOptions): Promise<StoredKind> }>([Dict, Queue, Volume, NetworkFileSystem])(
    "%o is made in the environment it is told",
    async (kind, { world }) => {
      await world.within(async () => {
        await using object = await kind.ephemeral({ environment: "prod" });
        expect(world.events.of("object.created")).toMatchObject([{ object: object.objectId, environment: "prod" }]);
        await expectRejection(() => kind.ephemeral({ environment: "?" }), InvalidError, "Invalid Environment name");
      });
    },
  );

  test("volumes have the version they are told", async ({ world }) => {
    await world.within(async () => {
      await using second = await Volume.ephemeral({ version: 2 });
      await second.batchUpload((upload) => upload.putFile(new Uint8Array([1]), "/a/b"));
      await second.copyFiles(["/a"], "/c", { recursive: true });
      await using first = await Volume.ephemeral({ version: 1 });
      await expectRejection(() => first.copyFiles(["/a"], "/c", { recursive: true }), InvalidError, "version 2");
      await expectRejection(() => Volume.ephemeral({ version: 3 }), InvalidError, "either 1 or 2");
    });
  });
});

test("a file of a volume can be read into a stream", async ({ world }) => {
  await world.within(async () => {
    await using volume = await Volume.ephemeral();
    const content = new Uint8Array(9 * 2 ** 20).fill(7);
    await volume.batchUpload((upload) => upload.putFile(content, "/large"));
    const chunks: Buffer[] = [];
    const target = new Writable({ write: (chunk: Buffer, _, done) => (chunks.push(chunk), done()) });
    expect(await volume.readFileIntoFileobj("/large", target)).toBe(content.byteLength);
    expect(Buffer.concat(chunks).equals(content)).toBe(true);
    expect([chunks.length, target.writableEnded]).toEqual([2, false]);
    await expectRejection(() => volume.readFileIntoFileobj("/none", target), NotFoundError, "none");
    // @ts-expect-error no stream
    await expectRejection(() => volume.readFileIntoFileobj("/large", "file"), InvalidError, '"file"');
  });
});

test("partitions of queues are known by their bytes", () => {
  expect(Queue.validatePartitionKey("ä")).toEqual(new Uint8Array([0xc3, 0xa4]));
  expect([Queue.validatePartitionKey(), Queue.validatePartitionKey(null)]).toEqual([
    new Uint8Array(),
    new Uint8Array(),
  ]);
  for (const wrong of ["", "x".repeat(65)])
    expectError(() => Queue.validatePartitionKey(wrong), InvalidError, "Invalid Queue partition");
});

test("a network file system can be made by its older name", async ({ world }) => {
  await world.within(async () => {
    const id = await NetworkFileSystem.createDeployed("older");
    expect((await NetworkFileSystem.fromName("older").hydrate()).objectId).toBe(id);
    expect(await NetworkFileSystem.createDeployed("older", { environment: "main" })).toBe(id);
  });
});
