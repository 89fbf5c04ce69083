import { expect, test } from "vitest";
import { checkLayers, sources } from "../../tools/check-layers.ts";
import { LAYERS } from "../../tools/layers.ts";

const TABLE = [
  { room: "ground", node: ["util"] },
  { room: "hall", imports: ["ground"], packages: ["@scope/kit"] },
  { room: "roof", imports: ["ground", "hall"], node: "any" as const, real: true as const },
];

/** Code, and what it uses of the real world. */
const REAL_WORLD = [
  ['const url = "https://modal.example"; Date.now();', "Date.now"],
  ["const later = globalThis.Date.now;", "Date.now"],
  ['Date["now"]();', "Date.now"],
  ["const { now } = Date;", "Date.now"],
  ["const text = Date();", "Date()"],
  ["const now = new Date;", "new Date()"],
  ["const { random: chance } = Math;", "Math.random"],
  ["const { now } = performance;", "performance"],
  ["globalThis.crypto?.randomUUID();", "crypto"],
  ["const later = setTimeout;", "setTimeout"],
  ["process.hrtime.bigint();", "process.hrtime"],
  ["const answer = await fetch(url);", "fetch"],
] as const;

/** What loads `src/hall/b.ts`. */
const LOADING = [
  'import "../hall/b.js";',
  'export * from "../hall/b.js";',
  'export * as b from "../hall/b.js";',
  'import b = require("../hall/b.js");',
  'const b = require("../hall/b.js");',
  "void import(`../hall/b.js`);",
  'type B = typeof import("../hall/b.js");',
];

const check = (files: Record<string, string>, table: Parameters<typeof checkLayers>[1] = TABLE): string[] =>
  checkLayers(new Map(Object.entries(files)), table);

test("the source keeps the rules of its rooms", () => {
  expect(checkLayers(sources(), LAYERS)).toEqual([]);
});

test("every room of the table exists", () => {
  const rooms = new Set(
    Array.from(sources().keys(), (file) => file.replace(/^src\/?/, "").replace(/\/?[^/]*$/, "") || "."),
  );
  expect(LAYERS.map(({ room }) => room).filter((room) => !rooms.has(room))).toEqual([]);
});

test("every row names only what the room imports and uses", () => {
  const found = checkLayers(
    sources(),
    LAYERS.map(({ room }) => ({ room })),
  );
  const uses = (room: string, pattern: RegExp): string[] =>
    found.flatMap((line) => {
      const [, file = "", name = ""] = pattern.exec(line) ?? [];
      return (file.replace(/^src\/?/, "").replace(/\/?[^/]*$/, "") || ".") === room ? [name] : [];
    });
  const unused = LAYERS.flatMap(({ room, imports = [], node = [], packages = [], real }) => {
    const rooms = uses(room, /^(\S+) imports \S+: (\S+) is not in the row/);
    const specifiers = uses(room, /^(\S+) imports (\S+): not in the row/);
    const ofNode = specifiers.filter((name) => name.startsWith("node:"));
    const ofNpm = specifiers.map((name) => name.match(/^(?:@[^/]+\/)?[^/]+/)?.[0]);
    return [
      ...imports.filter((name) => !rooms.includes(name)),
      ...(node === "any"
        ? ["any"].filter(() => ofNode.length === 0)
        : node.filter((name) => !ofNode.includes(`node:${name}`))),
      ...packages.filter((name) => !ofNpm.includes(name)),
      ...(real && uses(room, /^(\S+) uses (\S+)/).length === 0 ? ["real"] : []),
    ].map((name) => `${name} of ${room}`);
  });
  expect(unused).toEqual([]);
});

test.each<[string, Record<string, string>, string]>([
  ["a folder without a row", { "src/attic/a.ts": "" }, "src/attic/a.ts: the room attic has no row in tools/layers.ts"],
  [
    "an import upwards",
    { "src/ground/a.ts": 'import { b } from "../hall/b.js";', "src/hall/b.ts": "" },
    "src/ground/a.ts imports src/hall/b.ts: hall is not in the row of ground",
  ],
  [
    "an import upwards of a type",
    { "src/ground/a.ts": 'import type {\n  B,\n} from "../hall/b.js";', "src/hall/b.ts": "" },
    "src/ground/a.ts imports src/hall/b.ts: hall is not in the row of ground",
  ],
  [
    "a type that is imported in place",
    { "src/ground/a.ts": 'type B = import("../hall/b.js").B;', "src/hall/b.ts": "" },
    "src/ground/a.ts imports src/hall/b.ts: hall is not in the row of ground",
  ],
  [
    "a name that is passed on",
    { "src/ground/a.ts": 'export { b } from "../hall/b.js";', "src/hall/b.ts": "" },
    "src/ground/a.ts imports src/hall/b.ts: hall is not in the row of ground",
  ],
  [
    "a module of Node",
    { "src/ground/a.ts": 'import { readFileSync } from "node:fs";' },
    "src/ground/a.ts imports node:fs: not in the row of ground",
  ],
  [
    "a package",
    { "src/ground/a.ts": 'import kit from "@scope/kit/part";' },
    "src/ground/a.ts imports @scope/kit/part: not in the row of ground",
  ],
  [
    "real time",
    { "src/hall/a.ts": "const now = Date.now();" },
    "src/hall/a.ts uses Date.now: time and chance come from the world",
  ],
  ...REAL_WORLD.map(([code, name]): [string, Record<string, string>, string] => [
    `${name} in \`${code}\``,
    { "src/hall/a.ts": code },
    `src/hall/a.ts uses ${name}: time and chance come from the world`,
  ]),
  ...LOADING.map((code): [string, Record<string, string>, string] => [
    `an import upwards by \`${code}\``,
    { "src/ground/a.ts": code, "src/hall/b.ts": "" },
    "src/ground/a.ts imports src/hall/b.ts: hall is not in the row of ground",
  ]),
  [
    "an import that is made up as it runs",
    { "src/hall/a.ts": 'void import("./" + name);' },
    'src/hall/a.ts imports what is not written out: only with `node: "any"`',
  ],
  ["a source that is no .ts file", { "src/hall/a.mts": "" }, "src/hall/a.mts: sources are .ts files"],
  [
    "a circle of values",
    {
      "src/hall/a.ts": 'import { b } from "./b.js";',
      "src/hall/b.ts": 'import { type C } from "./c.js";',
      "src/hall/c.ts": 'import "./a.js";',
    },
    "a circle of imports of values: src/hall/a.ts -> src/hall/b.ts -> src/hall/c.ts -> src/hall/a.ts",
  ],
  [
    "a file of many concepts",
    { "src/hall/a.ts": "\n".repeat(301) },
    "src/hall/a.ts has 301 lines: past 300, look for the second concept",
  ],
  ["a name twice", { "src/ground/a.ts": "", "src/hall/a.ts": "" }, "src/hall/a.ts has the name of src/ground/a.ts"],
  [
    "a file that is not there",
    { "src/hall/a.ts": 'import { b } from "../ground/b.js";' },
    "src/hall/a.ts imports ../ground/b.js: there is no such file",
  ],
])("%s is found", (_what, files, problem) => {
  expect(check(files)).toContain(problem);
});

test("a table that names what stands further down is refused", () => {
  expect(check({}, [{ room: "ground", imports: ["hall"] }, { room: "hall" }])).toEqual([
    "layers: ground names hall, which does not stand before it in the table",
  ]);
});

test("what is allowed is not complained of", () => {
  const files = {
    "src/ground/a.ts": 'import { types } from "node:util";\nimport type { B } from "./b.js";',
    "src/ground/b.ts": 'import { a } from "./a.js";\n// import { c } from "../hall/c.js";',
    "src/ground/e.ts":
      'const later = new Date(0);\nlet timer: ReturnType<typeof setTimeout>;\nconst text = "Date.now()";',
    "src/hall/c.ts": 'import kit from "@scope/kit";\nimport { a } from "../ground/a.js";\n/** as of Date.now() */',
    "src/roof/d.ts": 'import { readFileSync } from "node:fs";\nconst now = Date.now();\nvoid import("../hall/c.js");',
  };
  expect(check(files)).toEqual([]);
});
