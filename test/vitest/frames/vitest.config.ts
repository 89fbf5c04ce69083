import { defineConfig } from "vitest/config";

export default defineConfig({ test: { include: ["frames.ts"], server: { deps: { external: [/\/dist\//] } } } });
