import { version } from "../../checks/package-files.js";
import { PROJECT_VERSIONS } from "./project-versions.js";

/** The files of a new project: texts by paths. @param name of its package and its app */
export function projectFiles(name: string): ReadonlyMap<string, string> {
  return new Map([
    ["app.ts", APP.replaceAll("NAME", name)],
    ["app.test.ts", TEST],
    ["package.json", `${JSON.stringify(manifestOf(name), undefined, 2)}\n`],
    ["tsconfig.json", `${JSON.stringify(TYPESCRIPT, undefined, 2)}\n`],
    [".gitignore", "node_modules/\n.modal-emulator/\n"],
    [".github/workflows/test.yml", WORKFLOW],
    ["README.md", README.replaceAll("NAME", name)],
  ]);
}

function manifestOf(name: string): object {
  return {
    name,
    private: true,
    type: "module",
    engines: { node: ">=24" },
    scripts: { start: "modal-emulator run app.ts", test: "vitest run", typecheck: "tsc" },
    devDependencies: { "modal-emulator": `^${version}`, ...PROJECT_VERSIONS },
  };
}

const APP = `import { App, Cron } from "modal-emulator";

export const app = new App("NAME");

export const square = app.function({ retries: 2 }, async function square(n: number): Promise<number> {
  console.log(\`squaring \${n}\`);
  return n * n;
});

export const nightly = app.function({ schedule: new Cron("0 2 * * *") }, async function nightly(): Promise<void> {
  console.log(\`tonight it is \${await square.remote(7)}\`);
});

app.localEntrypoint({ args: { upTo: { type: "integer", default: 3 } } }, async function main({ upTo }) {
  let sum = 0;
  for await (const result of square.map(Array.from({ length: upTo }, (_, index) => index + 1))) sum += result;
  console.log(\`the sum is \${sum}\`);
});
`;

const TEST = `import { test } from "modal-emulator/vitest";
import { app, nightly, square } from "./app.js";

test("squares in containers of their own", async ({ world, expect }) => {
  const squares = await world.run(app, () => Array.fromAsync(square.map([1, 2, 3])));
  expect(squares).toEqual([1, 4, 9]);
  expect(square).toHaveRun({ times: 3 });
});

test("an attempt that fails is made again", async ({ world, expect }) => {
  world.faults.crash(square, { attempts: 1 });
  expect(await world.run(app, () => square.remote(4))).toBe(16);
});

test("a week of nights takes no time", async ({ world, expect }) => {
  await world.deploy(app);
  await world.clock.advance({ weeks: 1 });
  expect(world.calls(nightly)).toHaveLength(7);
});
`;

const TYPESCRIPT = {
  compilerOptions: {
    target: "es2024",
    lib: ["es2024", "esnext.disposable", "esnext.array", "esnext.iterator"],
    module: "nodenext",
    types: ["node"],
    strict: true,
    noEmit: true,
  },
  include: ["*.ts"],
};

const WORKFLOW = `name: test
on: [push, pull_request]
permissions:
  contents: read
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with: { node-version: 24, cache: npm }
      - run: npm ci
      - run: npm run typecheck
      - run: npm test
`;

const README = `# NAME

An app for Modal, developed and tested offline with modal-emulator: no account, no network, no time that passes.

| command | |
| --- | --- |
| \`npm start\` | runs the entrypoint of app.ts |
| \`npm test\` | runs the tests |
| \`npm run typecheck\` | checks the types |
| \`npx modal-emulator simulate app.ts\` | runs its schedules for a month, in a moment |
| \`npx modal-emulator deploy app.ts\` | keeps it, so that others find its functions |
| \`npx modal-emulator serve app.ts\` | serves its web functions and schedules on real time |
`;
