import realFs from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Emulator } from "modal-emulator/emulator";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { App, Volume } from "modal-emulator";
import { code as use } from "./apps/above.js";

let parent: string;

beforeEach(() => {
  parent = realFs.realpathSync(realFs.mkdtempSync(path.join(tmpdir(), "above-")));
  realFs.mkdirSync(`${parent}/top/vol/kept`, { recursive: true });
  realFs.writeFileSync(`${parent}/top/vol/kept/file`, "of the host");
  realFs.writeFileSync(`${parent}/top/beside`, "of the host");
  realFs.symlinkSync(parent, `${parent}-link`);
});
afterEach(() => {
  realFs.rmSync(`${parent}-link`);
  realFs.rmSync(parent, { recursive: true });
});

describe.each([0, 1])("threads: %i", (threads) => {
  test("nothing that takes along what is below a path takes what is below a mount", async () => {
    await using world = await Emulator.start({ threads, disk: "host" });
    const app = new App("above");
    const run = app.function(
      { serialized: true, volumes: { [`${parent}/top/vol`]: Volume.fromName("vol", { createIfMissing: true }) } },
      use,
    );
    const outcomes = await world.run(app, () => run.remote(parent));
    expect(outcomes).toEqual(Object.fromEntries(Object.keys(outcomes).map((name) => [name, "EBUSY"])));
    expect(Object.keys(outcomes)).toHaveLength(33);
    expect(realFs.readFileSync(`${parent}/top/vol/kept/file`, "utf8")).toBe("of the host");
    expect(realFs.readFileSync(`${parent}/top/beside`, "utf8")).toBe("of the host");
    expect(realFs.readdirSync(parent)).toEqual(["top"]);
  });
});
