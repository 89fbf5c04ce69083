import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import {
  command,
  FEATURES,
  KINDS,
  layOut,
  node,
  POOLS,
  tsx,
  type Ended,
  type Verdicts,
  verdictsOf,
  vitest,
} from "./places.js";

/** What the tables of docs/loading.md say, by the heading of the column and the file of the feature. */
const [BY_PLACE, BY_KIND] = tables();

const LIMIT_MS = 240_000; // seven programs, also on a busy machine
const ended: Record<string, Ended> = {};
let everything: Verdicts = {};

beforeAll(async () => {
  layOut();
  const kinds = KINDS.join(";");
  const legacy = { TSX_TSCONFIG_PATH: "legacy/tsconfig.json" };
  const scripts: Record<string, () => Promise<Ended>> = {
    node: () => node(["main.ts", "node", "realm", "features;legacy"]),
    "node --test": () => node(["--test", "--test-isolation=none", "own-app.node-test.ts"]),
    tsx: () => tsx(["main.ts", "tsx", kinds, "features"]),
    "tsx --tsconfig": () => tsx(["main.ts", "tsx --tsconfig", kinds, "legacy"], legacy),
    "tsx --test": () => tsx(["--test", "--test-isolation=none", "own-app.node-test.ts"]),
    "modal-emulator run": () => command(["run", "--quiet", "every.ts"]),
  };
  const runScripts = async (): Promise<void> => {
    for (const [name, run] of Object.entries(scripts)) ended[name] = await run();
  };
  const runVitest = async (): Promise<void> => {
    ended["vitest"] = await vitest([]);
  };
  await Promise.all([runScripts(), runVitest()]);
  everything = { ...verdictsOf("tsx"), ...verdictsOf("tsx --tsconfig") };
}, LIMIT_MS);

test.each(["node", "node --test", "tsx", "tsx --tsconfig", "tsx --test", "vitest", "modal-emulator run"])(
  "%s ends well; so do test files that define their app",
  (name) => {
    expect(ended[name]).toMatchObject({ code: 0 });
  },
);

describe("what runs the program", () => {
  test("node", () => expect(column(verdictsOf("node"), "realm", BY_PLACE["`node`"])).toEqual(BY_PLACE["`node`"]));
  test("tsx", () => expect(column(everything, "realm", BY_PLACE["`tsx`"])).toEqual(BY_PLACE["`tsx`"]));
  test.each(POOLS)("vitest, pool %s", (pool) =>
    expect(column(verdictsOf(`vitest ${pool}`), "realm", BY_PLACE["`vitest`"])).toEqual(BY_PLACE["`vitest`"]),
  );
  test("modal-emulator run", () => {
    const verdicts = JSON.parse(ended["modal-emulator run"]?.output ?? "") as Verdicts;
    expect(column(verdicts, "realm", BY_PLACE["`modal-emulator run`"])).toEqual(BY_PLACE["`modal-emulator run`"]);
  });
});

describe("where the function runs", () => {
  test.each(KINDS)("%s", (kind) => {
    const told = BY_KIND[kind === "realm" ? kind : `\`${kind}\``];
    expect(column(everything, kind, told)).toEqual(told);
  });
});

type Column = Readonly<Record<string, string>>;
type Table = Readonly<Record<string, Column>>;

function tables(): [Table, Table] {
  const page = readFileSync(new URL("../../docs/loading.md", import.meta.url), "utf8");
  const found = [...page.matchAll(/^\| the app uses .*\n(?:\|.*\n)+/gm)].map(([table]) => readTable(table));
  const [byPlace, byKind] = found;
  if (!byPlace || !byKind) throw new Error("docs/loading.md has not the two tables.");
  return [byPlace, byKind];
}

function readTable(text: string): Table {
  const [head = [], , ...rows] = text
    .trimEnd()
    .split("\n")
    .map((line) =>
      line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
  const featureOf = (cell = ""): string => /, `([^`]*)`$/.exec(cell)?.[1] ?? cell;
  return Object.fromEntries(
    head
      .slice(1)
      .map((name, index) => [
        name,
        Object.fromEntries(rows.map(([first, ...cells]) => [featureOf(first), cells[index] ?? ""])),
      ]),
  );
}

/** What a place found, in the words of the table where they hold. */
function column(verdicts: Verdicts, kind: string, told: Column = {}): Column {
  const words = (file: string): string => {
    const verdict = verdicts[file]?.[kind] ?? "not run";
    const cell = told[file] ?? "";
    const error = /`(.+)`/.exec(cell)?.[1];
    const holds = verdict === "yes" ? cell.startsWith("yes") : error !== undefined && verdict.includes(error);
    return holds ? cell : verdict;
  };
  return Object.fromEntries(FEATURES.map((file) => [file, words(file)]));
}
