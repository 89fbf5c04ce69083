import { defineConfig, type TestProjectInlineConfiguration } from "vitest/config";

function project(name: string, include: string[], test: TestProjectInlineConfiguration["test"]): TestProjectInlineConfiguration {
  return { resolve: { tsconfigPaths: true }, test: { name, include, server: { deps: { external: [/\/dist\//] } }, ...test } };
}

const pools = ["forks", "threads", "vmThreads", "vmForks"] as const;

export default defineConfig({
  test: {
    projects: [
      ...pools.map((pool) => project(pool, ["features.test.ts"], { pool })),
      project("no isolation in forks", ["*.globals.ts"], { pool: "forks", isolate: false, globals: true }),
      project("no isolation in threads", ["*.globals.ts"], { pool: "threads", isolate: false, globals: true }),
      project("globals in vmThreads", ["own-app.globals.ts"], { pool: "vmThreads", globals: true }),
    ],
  },
});
