import { expect } from "vitest";
import { App, Image, type LogEntry, Sandbox } from "modal-emulator";
import { anApp, INLINE } from "../inline.ts";
import { type Area, works } from "../row.ts";

const app = anApp();
const speak = app.function(INLINE, async function speak(text: string) {
  console.log(text);
  console.error(`aside: ${text}`);
});
const messages = (entries: readonly { message: string }[]): string[] => entries.map(({ message }) => message);

export const logs: Area = {
  title: "Logs",
  intro:
    "`.logs` of apps, functions, calls, servers, images and sandboxes ([guide](output.md)); nothing is written to `system`.",
  deploys: [app],
  rows: [
    works(
      "logs.fetch(since, until, source, search_text)",
      "logs.fetch({ since, until, source, searchText })",
      async (world) => {
        const since = new Date(world.clock.now());
        await speak.remote("found");
        const until = new Date(world.clock.now());
        expect(messages(await speak.logs.fetch({ since, until, source: "stdout", searchText: "fou" }))).toEqual([
          "found",
        ]);
      },
      "at most 10,000 entries at once, both ends of the time included",
    ),
    works("logs.tail(entries, source)", "logs.tail(n, { source })", async () => {
      await speak.remote("last");
      expect(messages(await app.logs.tail(1, { source: "stderr" }))).toEqual(["aside: last"]);
    }),
    works("logs.stream(timeout)", "logs.stream({ timeoutMs })", async () => {
      const call = await speak.spawn("streamed");
      const seen = await Array.fromAsync(call.logs.stream({ timeoutMs: 1000 }));
      expect(messages(seen)).toEqual(["streamed", "aside: streamed"]);
    }),
    works(
      "ImageLogsManager (image.logs)",
      "image.logs",
      async () => {
        const image = Image.debianSlim().pipInstall("numpy");
        await app.deploy();
        await image.build(await App.lookup("builds", { createIfMissing: true }));
        expect(messages(await image.logs.tail(100)).join("\n")).toContain("numpy");
      },
      "`fetch({ layers })` and `tail(n)` ([guide](images.md))",
    ),
    works("SandboxLogsManager / ServerLogsManager", "sandbox.logs, server.logs", async () => {
      const sandbox = await Sandbox.create("echo", "hello", { app });
      await sandbox.wait();
      expect(messages(await sandbox.logs.tail(1))).toEqual(["hello"]);
    }),
    works("LogEntry(message, timestamp, source, object_id, context_ids)", "LogEntry", async () => {
      await speak.remote("entry");
      const [entry] = (await speak.logs.tail(1, { source: "stdout" })) as [LogEntry];
      expect(entry).toMatchObject({
        message: "entry",
        source: "stdout",
        timestamp: expect.any(Date),
        objectId: speak.functionId,
      });
      expect(Object.keys(entry.contextIds).length).toBeGreaterThan(0);
    }),
  ],
};
