// Writes src/server/protocol/modal.ts: the types of the messages that proto/modal.proto defines.
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../", import.meta.url));
const run = (command, ...args) => execFileSync(`node_modules/.bin/${command}`, args, { cwd: root, stdio: "inherit" });

run("buf", "generate", "proto", "--template", "proto/buf.gen.yaml");
run("oxfmt", "src/server/protocol/modal.ts");
