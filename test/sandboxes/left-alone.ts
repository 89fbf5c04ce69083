import type { Way } from "../programs/ways.ts";
import { inPlace } from "./with-sandbox.ts";

// Runs a script in a sandbox and prints what that prints, for ever. Started to be killed.
const [children, threads, script = ""] = process.argv.slice(2);
await inPlace(
  async ({ make }) => {
    const program = await (await make()).exec("sh", "-c", script);
    for await (const chunk of program.stdout) process.stdout.write(chunk);
  },
  { children: children as Way, threads: Number(threads), sandboxes: "process" },
);
