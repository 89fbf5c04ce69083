// Compiles src to dist: declarations by tsc, one per module; code by rolldown, in a few files, because importing a hundred takes too long.
import { execFileSync } from "node:child_process";
import { chmodSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "rolldown";
import { buildPage } from "./build-page.js";

const root = new URL("../", import.meta.url);
const entries = [
  "main",
  "api/session/session",
  "emulator/index",
  "emulator/lanes/threads/lane-start",
  "emulator/lanes/threads/host-watcher",
  "emulator/lanes/outside/worker-preload",
  "emulator/lanes/python/interpreter/python-thread",
  "client/modal-client",
  "client/setup",
  "testing/testing",
  "testing/vitest",
  "cli/run-command-line",
  "cli/bin",
  "cli/interrupts/interrupt-catcher",
  "cli/interrupts/interrupt-watcher",
  "cli/learning/exercise-process",
];

const remove = (folder) => rmSync(new URL(folder, root), { recursive: true, force: true });

if (process.argv.includes("--clean")) remove("dist");
execFileSync(process.execPath, ["node_modules/typescript/bin/tsc", "-p", "tsconfig.build.json"], {
  cwd: root,
  stdio: "inherit",
});
remove("dist/chunks");
await build({
  cwd: fileURLToPath(root),
  input: Object.fromEntries(entries.map((name) => [name, `src/${name}.ts`])),
  platform: "node",
  external: /^(?!@oxc-project\/)[^./\0]/, // but what `using` becomes, which rolldown brings along
  // an older Node has to be able to read it, to say that it is too old
  transform: { target: "es2022" },
  resolve: { extensionAlias: { ".js": [".ts"] } },
  output: { dir: "dist", chunkFileNames: "chunks/[name]-[hash].js", sourcemap: true },
});
await buildPage();
chmodSync(new URL("dist/cli/bin.js", root), 0o755);
