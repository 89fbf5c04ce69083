#!/usr/bin/env node
import { nodeProblem } from "../checks/node-version.js";

if (nodeProblem === undefined) await import("./command.js");
else {
  process.stderr.write(`${nodeProblem}\n`);
  process.exitCode = 1;
}
