// Prints how many tests passed and failed, and before that how many did not run, from vitest's JSON report.
import { readFileSync } from "node:fs";

const { numPassedTests, numFailedTests, numPendingTests = 0 } = JSON.parse(readFileSync(process.argv[2], "utf8"));
if (numPendingTests > 0) console.log(`${numPendingTests} did not run on this machine`);
console.log(`${numPassedTests} passed, ${numFailedTests} failed`);
