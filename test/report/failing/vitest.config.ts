import { defineConfig } from "vitest/config";

export default defineConfig({ test: { include: ["failing.ts"], server: { deps: { external: [/\/dist\//] } } } });
