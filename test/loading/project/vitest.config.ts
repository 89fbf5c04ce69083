import { defineConfig } from "vitest/config";

const project = (name: string, options: object) => ({
  resolve: { tsconfigPaths: true },
  test: { name, include: ["*.test.ts"], server: { deps: { external: [/\/dist\//] } }, ...options },
});

export default defineConfig({
  test: {
    projects: [
      project("forks", { pool: "forks" }),
      project("threads", { pool: "threads" }),
      project("vmThreads", { pool: "vmThreads" }),
      project("vmForks", { pool: "vmForks" }),
      project("forks, no isolation, globals", { pool: "forks", isolate: false, globals: true }),
      project("threads, no isolation, globals", { pool: "threads", isolate: false, globals: true }),
    ],
  },
});
