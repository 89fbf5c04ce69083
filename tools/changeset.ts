// npm run changeset: asks what has changed, and how much, and writes that into .changeset. Words behind `--` go to the program.
import { runChangesets } from "./run-changesets.ts";

runChangesets(process.argv.slice(2));
