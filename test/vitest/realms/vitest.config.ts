import { defineConfig } from "vitest/config";
import { POOLS } from "./pools.ts";

export default defineConfig({
  test: {
    testTimeout: 30_000,
    server: { deps: { external: [/\/dist\//] } },
    projects: POOLS.map((pool) => ({ extends: true, test: { name: pool, pool, include: ["realms.ts"] } })),
  },
});
