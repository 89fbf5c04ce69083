#!/usr/bin/env node
import module from "node:module";
import { nodeProblem } from "../checks/node-version.js";

if (nodeProblem === undefined) {
  module.enableCompileCache(); // in the machine's folder for temporary files
  await import("./command.js");
} else {
  process.stderr.write(`${nodeProblem}\n`);
  process.exitCode = 1;
}
