import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    maxWorkers: "100%",
    exclude: ["test/{loading,package}/project/**"],
    server: { deps: { external: [/\/dist\//] } },
  },
});
