// Compiles src to dist with plain tsc and makes the command executable.
import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, rmSync } from "node:fs";

const root = new URL("../", import.meta.url);
if (process.argv.includes("--clean")) rmSync(new URL("dist", root), { recursive: true, force: true });
execFileSync("tsc", ["-p", "tsconfig.build.json"], { cwd: root, stdio: "inherit" });
const bin = new URL("dist/cli/bin.js", root);
if (existsSync(bin)) chmodSync(bin, 0o755);
