import { writeFileSync } from "node:fs";
import { test } from "vitest";
import { probeAll } from "./probe.ts";

test("every feature", { timeout: 60_000 }, async ({ task }) => {
  const verdicts = await probeAll({ "": { threads: 1 } });
  writeFileSync(new URL(`./${task.file.projectName}.json`, import.meta.url), JSON.stringify(verdicts));
});
