import { test } from "modal-emulator/vitest";
import { app, copy, notes } from "./files.js";

test("files of a volume in a container", async ({ world, expect }) => {
  await world.run(app, async () => {
    await notes.batchUpload((upload) => upload.putFile(Buffer.from("milk"), "list.txt"));
    expect(await copy.remote("list.txt", "copy.txt")).toBe("copy.txt");
    expect((await notes.listdir("/")).map(({ path, size }) => [path, size])).toEqual([
      ["copy.txt", 4],
      ["list.txt", 4],
    ]);
  });
});
