import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["realms.ts"],
    server: { deps: { external: [/\/dist\//] } },
  },
});
