import type { Way } from "../programs/ways.ts";
import { inPlace, outcome } from "./with-sandbox.ts";

// Prints what a script comes to in a sandbox, as JSON. Started by somebody else than root.
const [children, script = ""] = process.argv.slice(2);
await inPlace(async ({ make }) => console.log(JSON.stringify(await outcome(await make(), "sh", "-c", script))), {
  children: children as Way,
  threads: 0,
  sandboxes: "process",
});
