import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // More workers than cores: some suites mostly wait for real I/O and for limits in real time.
    maxWorkers: Math.ceil(availableParallelism() * 1.5),
    exclude: ["test/{loading,package}/project/**"],
    server: { deps: { external: [/\/dist\//] } },
  },
});
