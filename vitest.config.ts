import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/{loading,package}/project/**"],
    server: { deps: { external: [/\/dist\//] } },
  },
});
