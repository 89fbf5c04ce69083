import fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { fsFacades } from "../../src/emulator/lanes/surroundings/fs-facades.js";
import { selfTest, type PublicFs } from "../../src/emulator/lanes/mounts/self-test.js";
import { mountAt, mounted, storedFile } from "./mounted.js";

const directory = fs.mkdtempSync(join(tmpdir(), "modal-emulator-"));
afterAll(() => fs.rmSync(directory, { recursive: true }));

test.each([true, false])(
  "a mount that all writes come out in is found safe, and nothing is left of it (read-only: %s)",
  async (readOnly) => {
    const mounts = mounted(mountAt(directory, [["f", storedFile("f")]], readOnly));
    await selfTest(mounts, [{ name: "as user code", ...fsFacades(mounts) } as unknown as PublicFs]);
    expect([...(mounts.tree.peek(directory)?.children.keys() ?? [])].filter((name) => !name.startsWith("."))).toEqual([
      "f",
    ]);
    expect(mounts.takeChanges(directory)).toEqual([]);
    expect(fs.readdirSync(directory)).toEqual([]);
  },
);

test.each(["writeFileSync", "promises.writeFile"])(
  "a gap in the routing of %s is found before code runs, and what came out on the host is removed",
  async (gap) => {
    const mounts = mounted(mountAt(directory));
    const own = { name: "as user code", ...fsFacades(mounts) } as unknown as PublicFs;
    const broken = gap === "writeFileSync" ? { ...own, fs } : { ...own, promises: fs.promises };
    await expect(selfTest(mounts, [broken])).rejects.toMatchObject({
      name: "InternalError",
      message: `The mount ${directory} is not safe: a file written to it (as user code, ${gap}) came out on the host's own disk. No code was run.`,
    });
    expect(fs.readdirSync(directory)).toEqual([]);
  },
);

test("a write that fails is no proof of safety", async () => {
  const mounts = mounted(mountAt(join(directory, "none")));
  await expect(selfTest(mounts, [{ name: "as packages", fs, promises: fs.promises }])).rejects.toMatchObject({
    name: "InternalError",
    message: expect.stringContaining("did not arrive"),
    cause: { code: "ENOENT" },
  });
});
