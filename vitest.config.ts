import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

/** Suites that leave nothing behind in their process: they share one, which saves a process for each of many short files. */
const SHARING = [
  "bill",
  "cli",
  "codec",
  "contract",
  "model",
  "mounts",
  "storage",
  "fixtures",
  "determinism",
  "explore",
  "life",
  "output",
  "parity",
  "parity-table",
  "schedules",
  "secrets",
  "state",
  "vitest",
].map((suite) => `test/${suite}/**/*.test.ts`);

/** Suites of code that makes clients of Modal's package by itself. */
const WITH_CLIENTS = "test/clients/service/**/*.test.ts";

/** Files that hear what is said only once in a process, or look at what Node does in it. */
const ALONE = "test/**/*.alone.test.ts";

export default defineConfig({
  test: {
    // More workers than cores: some suites mostly wait for real I/O and for limits in real time.
    maxWorkers: Math.ceil(availableParallelism() * 1.5),
    testTimeout: 30_000, // a busy machine is no failure; what must not hang has limits of its own
    hookTimeout: 60_000,
    globalSetup: "test/support/temporary-folder.ts",
    server: { deps: { external: [/\/dist\//] } },
    projects: [
      {
        extends: true,
        test: {
          name: "own process",
          include: ["test/**/*.test.ts"],
          exclude: [
            ...SHARING.map((suites) => suites.replace("*.test.ts", "!(*.alone).test.ts")),
            "test/{loading,package}/project/**",
            "test/package/client/**",
            WITH_CLIENTS,
          ],
        },
      },
      {
        extends: true,
        test: { name: "clients", include: [WITH_CLIENTS], setupFiles: ["modal-emulator/client/setup"] },
      },
      { extends: true, test: { name: "one process", include: SHARING, exclude: [ALONE], isolate: false } },
    ],
  },
});
