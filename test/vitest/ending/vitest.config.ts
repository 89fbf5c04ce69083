import { defineConfig } from "vitest/config";

export default defineConfig({ test: { include: ["ending.ts"], server: { deps: { external: [/\/dist\//] } } } });
