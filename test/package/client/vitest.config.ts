import { defineConfig } from "vitest/config";

export default defineConfig({ test: { setupFiles: ["modal-emulator/client/setup"] } });
