// docs/command-line.md is made here, by `npm run commands`.
import { expect, test } from "vitest";
import { commandTree } from "../../src/cli/commands/command-tree.js";
import { addCompletion } from "../../src/cli/commands/completion.js";
import type { CommandHost } from "../../src/cli/state/command-host.js";
import { renderCommands } from "../../tools/render-commands.ts";

test("the page of commands is what `npm run commands` makes of them", async () => {
  const host: Partial<CommandHost> = { streams: { stdout: process.stdout, stderr: process.stderr } };
  const program = commandTree(host as CommandHost);
  await addCompletion(program, []);
  await expect(renderCommands(program)).toMatchFileSnapshot("../../docs/command-line.md");
});
