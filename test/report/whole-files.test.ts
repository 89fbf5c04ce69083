import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { lstatSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { describe, expect, test } from "vitest";
import { packReport, unpackReport } from "../../src/report/page/pack-report.js";
import { writeWhole, writeWholeNow } from "../../src/files/write-whole.js";
import { EMPTY, folder } from "./support.js";

describe.each([
  ["later", writeWhole],
  ["at once", async (file: string, content: string) => writeWholeNow(file, content)],
])("a file that is written %s", (_name, write) => {
  test("keeps its permissions", async () => {
    const file = join(folder(), "mine");
    writeFileSync(file, "", { mode: 0o600 });
    await write(file, "text");
    expect([readFileSync(file, "utf8"), statSync(file).mode & 0o777]).toEqual(["text", 0o600]);
  });

  test("may have as long a name as there is", async () => {
    const directory = folder();
    const name = `${"n".repeat(250)}.html`;
    await write(join(directory, name), "text");
    expect(readdirSync(directory)).toEqual([name]);
  });

  test("through a link: the link stays", async () => {
    const directory = folder();
    for (const target of ["there", "new"]) {
      const link = join(directory, `to-${target}`);
      symlinkSync(target, link);
      if (target === "there") writeFileSync(join(directory, target), "a longer text");
      await write(link, "text");
      expect([lstatSync(link).isSymbolicLink(), readFileSync(join(directory, target), "utf8")]).toEqual([true, "text"]);
    }
  });

  test("into a pipe: it stays one, and its reader gets the text", async () => {
    const pipe = join(folder(), "pipe");
    execFileSync("mkfifo", [pipe]);
    const reader = spawn("cat", [pipe]);
    const ended = once(reader, "exit");
    const heard = text(reader.stdout);
    await write(pipe, "text");
    await ended;
    expect([await heard, lstatSync(pipe).isFIFO()]).toEqual(["text", true]);
  });

  test("in place of a folder is refused, and leaves nothing behind", async () => {
    const directory = folder();
    mkdirSync(join(directory, "taken"));
    await expect(write(join(directory, "taken"), "text")).rejects.toThrow("EISDIR");
    expect(readdirSync(directory)).toEqual(["taken"]);
  });
});

test("of events that do not fit into one text, a report has the last", () => {
  const template = '<title>x</title><script id="report-data" type="text/plain"></script>';
  const tooLong = {
    toJSON: () => {
      throw new RangeError("Invalid string length");
    },
  };
  const log = (seq: number) =>
    ({ seq, at: 1000, type: "log", container: "ta-1", input: null, stream: "stdout", text: "" }) as const;
  const events = Array.from({ length: 16 }, (_, seq) => Object.assign(log(seq), seq === 5 ? tooLong : {}));
  const read = unpackReport(packReport(template, { ...EMPTY, dropped: 3, events }));
  expect(read).toMatchObject({ dropped: 11, events: { length: 8 } });
  expect(() => packReport(template, { ...EMPTY, events: [Object.assign(log(0), tooLong)] })).not.toThrow();
});
