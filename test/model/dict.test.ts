import fc from "fast-check";
import { expect, test } from "vitest";
import { Dict, NotFoundError } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";
import { SEARCH_LIMIT_MS, searchSize } from "../support/search-size.js";

const KEYS: readonly unknown[] = [1, "1", true, null, { a: 1 }, { a: [1] }, [1], new Date(1), 1n, -0, 0];
const KEPT_MS = 7 * 24 * 3_600_000;

const key = fc.nat({ max: KEYS.length - 1 });
const value = fc.nat({ max: 9 });
const command = fc.oneof(
  fc.record({
    kind: fc.constantFrom("put", "putNew", "pop", "popOr", "get", "contains").map((kind) => kind),
    key,
    value,
  }),
  fc.record({ kind: fc.constantFrom("len", "clear", "keys", "items").map((kind) => kind), key, value }),
  fc.record({
    kind: fc.constant("pass").map((kind: string) => kind),
    key,
    value: fc.constantFrom(1, KEPT_MS / 2, KEPT_MS - 1, KEPT_MS),
  }),
);

/** A Map whose entries expire. */
class Model {
  readonly entries = new Map<number, { value: number; expiresAt: number }>();
  now = 0;

  run(kind: string, at: number, given: number): unknown {
    for (const [old, { expiresAt }] of this.entries) if (expiresAt <= this.now) this.entries.delete(old);
    const entry = this.entries.get(at);
    if (entry && kind !== "len" && kind !== "clear" && kind !== "pass" && kind !== "keys" && kind !== "items")
      entry.expiresAt = this.now + KEPT_MS;
    switch (kind) {
      case "putNew":
      case "put":
        if (entry && kind === "putNew") return false;
        this.entries.set(at, { value: given, expiresAt: this.now + KEPT_MS });
        return true;
      case "pop":
      case "popOr":
        this.entries.delete(at);
        return entry?.value ?? (kind === "pop" ? "NotFoundError" : "none");
      case "get":
        return entry?.value;
      case "contains":
        return entry !== undefined;
      case "len":
        return this.entries.size;
      case "clear":
        return this.entries.clear();
      case "pass":
        this.now += given;
        return undefined;
      default:
        for (const each of this.entries.values()) each.expiresAt = this.now + KEPT_MS;
        return Array.from(this.entries, ([index, each]) => (kind === "keys" ? KEYS[index] : [KEYS[index], each.value]));
    }
  }
}

test("a dict is a Map whose entries expire", { timeout: SEARCH_LIMIT_MS }, async () => {
  await using world = await Emulator.start({ threads: 0 });
  await world.within(() =>
    fc.assert(
      fc.asyncProperty(fc.array(command, { maxLength: 30 }), async (commands) => {
        await using dict = await Dict.ephemeral<number>();
        const model = new Model();
        for (const { kind, key: at, value: given } of commands)
          expect(await run(world, dict, kind, KEYS[at], given)).toEqual(model.run(kind, at, given));
      }),
      { numRuns: searchSize(150), seed: 1 },
    ),
  );
});

async function run(world: Emulator, dict: Dict<number>, kind: string, at: unknown, given: number): Promise<unknown> {
  switch (kind) {
    case "put":
      return dict.put(at, given);
    case "putNew":
      return dict.put(at, given, { skipIfExists: true });
    case "pop":
      return dict.pop(at).catch((error: unknown) => (error instanceof NotFoundError ? error.name : error));
    case "popOr":
      return dict.pop(at, "none");
    case "get":
      return dict.get(at);
    case "contains":
      return dict.contains(at);
    case "len":
      return dict.len();
    case "clear":
      return dict.clear();
    case "pass":
      return world.clock.advance(given);
    case "keys":
      return Array.fromAsync(dict.keys());
    default:
      return Array.fromAsync(dict.items());
  }
}
