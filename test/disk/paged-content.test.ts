import fc from "fast-check";
import { expect, test } from "vitest";
import { FileContent } from "../../src/emulator/lanes/mounts/tree/file-content.js";
import { searchSize, SEARCH_LIMIT_MS } from "../support/search-size.js";

const SIZE = 300_000;
const original = Buffer.from(Array.from({ length: SIZE }, (_, index) => index % 251));

type Step = readonly ["write" | "read", position: number, length: number] | readonly ["truncate", size: number];
const positions = fc.oneof(fc.nat(SIZE + 100_000), fc.constantFrom(0, 65_535, 65_536, 131_072, SIZE - 1, SIZE));
const lengths = fc.oneof(fc.nat(100), fc.nat(150_000));
const steps = fc.array(
  fc.oneof<fc.Arbitrary<Step>[]>(
    fc.tuple(fc.constantFrom("write", "read"), positions, lengths),
    fc.tuple(fc.constant("truncate"), positions),
  ),
  { minLength: 1, maxLength: 12 },
);

/** How much of a file of the lower layer is read, and whether it is closed. */
function lower(): { content: FileContent; read: () => number; open: () => number } {
  let [read, open] = [0, 0];
  const content = new FileContent();
  content.defer(SIZE, {
    read: () => {
      read += SIZE;
      return original;
    },
    open: () => {
      open++;
      return {
        size: SIZE,
        read: (target, position) => {
          const length = original.copy(target, 0, position);
          read += length;
          return length;
        },
        close: () => void open--,
      };
    },
  });
  return { content, read: () => read, open: () => open };
}

test(
  "a large file of the machine's is as a copy of it, whatever is written where",
  { timeout: SEARCH_LIMIT_MS },
  () => {
    fc.assert(
      fc.property(steps, (program) => {
        const { content, open } = lower();
        let copy = Buffer.from(original);
        const grown = (size: number): void => {
          if (size > copy.length) copy = Buffer.concat([copy, Buffer.alloc(size - copy.length)]);
        };
        for (const [index, step] of program.entries()) {
          if (step[0] === "truncate") {
            content.truncate(step[1]);
            grown(step[1]);
            copy = Buffer.from(copy.subarray(0, step[1]));
            continue;
          }
          const [what, position, length] = step;
          if (what === "write") {
            if (length === 0) continue;
            const bytes = Buffer.alloc(length, index + 1);
            content.write(bytes, position);
            grown(position + length);
            bytes.copy(copy, position);
          } else {
            const target = Buffer.alloc(length);
            const read = content.read(target, 0, length, position);
            expect(target.subarray(0, read).equals(copy.subarray(position, position + length))).toBe(true);
          }
          expect(content.size).toBe(copy.length);
        }
        expect(content.copy().equals(copy)).toBe(true);
        expect(Buffer.from(content.store()).equals(copy)).toBe(true);
        expect(open()).toBe(0); // what is stored is held
      }),
      { numRuns: searchSize(150, 0.1), seed: 1 },
    );
  },
);

test("a write into it reads a page, and what is read whole is read once", () => {
  const { content, read, open } = lower();
  content.write(Buffer.from("x"), 200_000);
  expect([read(), open()]).toEqual([65_536, 1]);
  content.write(Buffer.from("y"), 200_001);
  content.read(Buffer.alloc(10), 0, 10, 5);
  expect(read()).toBe(65_536 + 10);
  content.truncate(0);
  expect(open()).toBe(0);
  const whole = lower();
  for (let time = 0; time < 2; time++) whole.content.copy();
  expect([whole.read(), whole.open()]).toEqual([SIZE, 0]);
});
