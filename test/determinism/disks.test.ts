import fc from "fast-check";
import fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Emulator } from "modal-emulator/emulator";
import { app, own, shared, type DiskStep } from "./disk-interpreter.js";
import { SEARCH_LIMIT_MS, searchSize } from "../support/search-size.js";

const name = fc.constantFrom("a", "b", "folder", "folder/c", "folder/new", "new");
const text = fc.constantFrom("", "x", "text of some length");
const step: fc.Arbitrary<DiskStep> = fc.oneof(
  fc.record({
    kind: fc.constantFrom("write" as const, "append" as const, "promised" as const, "streamed" as const),
    name,
    text,
  }),
  fc.record({
    kind: fc.constantFrom("remove" as const, "list" as const, "stat" as const, "temporary" as const, "read" as const),
    name,
  }),
  fc.record({ kind: fc.constantFrom("store" as const, "answer" as const), name }),
  fc.record({ kind: fc.constant("move" as const), name, to: name }),
  fc.record({ kind: fc.constant("sleep" as const), ms: fc.constantFrom(1, 10, 1000) }),
);
const programs = fc.array(fc.array(step, { maxLength: 6 }), { minLength: 1, maxLength: 5 });

test(
  "programs that write on disks of their own leave the same results and event log on 0, 1, 2 and 4 threads",
  { timeout: SEARCH_LIMIT_MS },
  async () => {
    using base = fs.mkdtempDisposableSync(join(fs.realpathSync(tmpdir()), "disks-"));
    fs.mkdirSync(join(base.path, "folder"));
    for (const path of ["a", "folder/c"]) fs.writeFileSync(join(base.path, path), "of the machine");
    const before = contents(base.path);
    await fc.assert(
      fc.asyncProperty(programs, fc.integer({ min: 0, max: 1_000_000 }), async (given, seed) => {
        const reference = await play(base.path, given, { seed, threads: 0 });
        for (const threads of [1, 2, 4]) expect(await play(base.path, given, { seed, threads })).toEqual(reference);
        expect(contents(base.path)).toEqual(before);
      }),
      { numRuns: searchSize(10, 0.05), seed: 1 },
    );
  },
);

function contents(folder: string): unknown {
  return fs.readdirSync(folder, { recursive: true, withFileTypes: true }).map((entry) => {
    const path = join(entry.parentPath, entry.name);
    return [path, fs.statSync(path).mtimeMs, entry.isFile() && fs.readFileSync(path, "utf8")];
  });
}

async function play(
  folder: string,
  given: readonly DiskStep[][],
  options: { seed: number; threads: number },
): Promise<unknown> {
  await using world = await Emulator.start({ ...options, disk: "private" });
  const results = await world.run(app, () =>
    Promise.allSettled(given.flatMap((steps) => [own.remote(folder, steps), shared.remote(folder, steps)])),
  );
  return {
    results: results.map((result) => (result.status === "fulfilled" ? result.value : String(result.reason))),
    events: [...world.events],
  };
}
