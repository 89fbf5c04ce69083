import fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Emulator } from "modal-emulator/emulator";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { app, attempt, ATTEMPTS, closeAll, log, ownFile } from "./apps/descriptors.js";

describe.each([0, 1])("threads: %i", (threads) => {
  let folder = "";
  beforeEach(() => {
    folder = fs.mkdtempSync(join(tmpdir(), "descriptors-"));
  });
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  test("a container finds none of the host's descriptors, whatever it asks of them", async () => {
    const path = join(folder, "host");
    const fd = fs.openSync(path, "w+");
    fs.writeSync(fd, "the host's");
    await using world = await Emulator.start({ threads });
    const names = Object.keys(ATTEMPTS);
    const outcomes = await world.run(app, async () => {
      const codes: string[] = [];
      for (const name of names) codes.push(await attempt.remote(name, fd));
      return codes;
    });
    expect(outcomes).toEqual(names.map(() => "EBADF"));
    fs.closeSync(fd); // which is open
    expect(fs.readFileSync(path, "utf8")).toBe("the host's");
  });

  test("closing everything that is open closes nothing", async () => {
    await using world = await Emulator.start({ threads });
    const codes = await world.run(app, async () => [...(await closeAll.remote()), ...(await closeAll.remote())]);
    expect(new Set(codes)).toEqual(new Set(["EBADF"]));
    expect(fs.readFileSync(new URL(import.meta.url), "utf8")).not.toBe("");
  });

  test("its own it uses as ever, and those that are its log", async () => {
    await using world = await Emulator.start({ threads });
    await world.run(app, async () => {
      expect(await ownFile.remote(join(folder, "own"))).toBe("one two three four five six");
      expect(await log.remote()).toBe(0);
    });
  });
});
