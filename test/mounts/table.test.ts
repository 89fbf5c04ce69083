import fs from "node:fs";
import { expect, test } from "vitest";
import { ROUTES, STREAM_CLASSES, UNROUTED } from "../../src/emulator/lanes/mounts/fs/routing-table.js";

const base = (name: string): string => name.replace(/Sync$/, "");

const IN_WORDS: Readonly<Record<string, string>> = {
  path: "path, or open file",
  paths: "either path",
  folder: "path, or above a mount",
  folders: "either path, or above a mount",
  link: "where the link is",
  descriptor: "open file",
  stream: "path, or open file",
  pattern: "where the patterns begin",
};

test("every export of node:fs and node:fs/promises is routed, or known to open no file", () => {
  const exported = new Set([...Object.keys(fs), ...Object.keys(fs.promises)].map(base));
  expect(
    [...exported].filter(
      (name) => !(name in ROUTES) && !(name in STREAM_CLASSES) && name !== "Utf8Stream" && !UNROUTED.includes(name),
    ),
  ).toEqual([]);
  expect(
    [...Object.keys(ROUTES), ...Object.keys(STREAM_CLASSES), ...UNROUTED].filter((name) => !exported.has(name)),
  ).toEqual([]);
});

test("the table of the documentation says what the routing does", () => {
  const text = fs.readFileSync(new URL("../../docs/mounts.md", import.meta.url), "utf8");
  const page = text.slice(text.indexOf("## Each function of `fs`"));
  const documented = Object.fromEntries(
    Array.from(page.replace("| `fs` |", "").matchAll(/^\| `(\w+)` \| (.*?) ?\|/gm), ([, name = "", by = ""]) => [
      name,
      by,
    ]),
  );
  const routed = Object.fromEntries(Object.entries(ROUTES).map(([name, concern]) => [name, IN_WORDS[concern]]));
  const classes = Object.fromEntries(
    [...Object.keys(STREAM_CLASSES), "Utf8Stream"].map((name) => [name, IN_WORDS["stream"]]),
  );
  expect(documented).toEqual({ ...routed, ...classes, ...Object.fromEntries(UNROUTED.map((name) => [name, ""])) });
});
