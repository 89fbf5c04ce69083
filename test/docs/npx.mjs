// `npx` of a walk: starts a program of its project.
import { spawnSync } from "node:child_process";

const [name, ...words] = process.argv.slice(2);
process.exitCode = spawnSync(name, words, { stdio: "inherit" }).status ?? 1;
