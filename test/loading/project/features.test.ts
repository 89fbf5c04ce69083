import { test } from "vitest";
import { probeAll } from "./probe.ts";

test("every feature", { timeout: 60_000 }, ({ task }) => probeAll(`vitest ${task.file.projectName}`));
