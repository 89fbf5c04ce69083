import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { keptCli } from "../../support/kept-cli.js";

test("a deployed app whose package is gone is told with its own file", async () => {
  const command = keptCli();
  const modules = join(command.directory, "node_modules");
  mkdirSync(join(modules, "gone"), { recursive: true });
  symlinkSync(process.cwd(), join(modules, "modal-emulator"));
  command.file("package.json", '{"type":"module"}');
  command.file("node_modules/gone/package.json", '{"name":"gone","type":"module","main":"index.js"}');
  command.file("node_modules/gone/index.js", "export const one = 1;");
  const app = command.file(
    "app.ts",
    'import { App } from "modal-emulator"; import { one } from "gone"; export const app = new App("uses"); app.function(async function f() { return one; });',
  );
  // in a process of its own: this one would still have the package
  const deployed = spawnSync(process.execPath, ["dist/cli/bin.js", "deploy", "--state", command.folder, app]);
  expect(deployed.status).toBe(0);
  rmSync(join(modules, "gone"), { recursive: true });
  const { stderr } = await command("run", "-q", "test/cli/kept/apps/storing.ts");
  expect(stderr).toMatch(
    /^App uses, which is deployed, could not be loaded: Error: Cannot find (?:module|package) .*gone.* imported from \S+\/app\.ts\n$/,
  );
});
