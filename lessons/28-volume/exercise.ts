import assert from "node:assert/strict";
import { test } from "node:test";
import fs from "node:fs";
import { App, Volume } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";

const app = new App("notes");
const notes = Volume.fromName("notes", { createIfMissing: true });

const write = app.function({ volumes: { "/notes": notes } }, async function write(name: string, text: string) {
  fs.writeFileSync(`/notes/${name}`, text);
  await notes.commit();
});

const read = app.function({ volumes: { "/notes": notes } }, async function read(name: string) {
  if (name === "") return "nothing to read yet";
  return fs.readFileSync(`/notes/${name}`, "utf8");
});

test("a note is read by a container that was there before it", async () => {
  await using world = await Emulator.start();
  await world.run(app, async () => {
    assert.equal(await read.remote(""), "nothing to read yet");
    await write.remote("monday.txt", "buy tea");
    assert.equal(await read.remote("monday.txt"), "buy tea");
  });
});
