import { spawnSync } from "node:child_process";
import { inPlace } from "./with-sandbox.ts";

// Attaches this process's terminal to a program in a sandbox. Started on a terminal, by somebody who answers.
const SCRIPT = `
trap 'echo interrupted' INT
trap 'echo resized' WINCH
echo begun; read first
echo first $first; read second
python3 -c 'import os; print(*os.get_terminal_size())'
exit 4
`;
await inPlace(async ({ make }) => {
  const resize = (columns: number): void =>
    void spawnSync("stty", ["cols", String(columns), "rows", "30"], { stdio: "inherit" });
  resize(100);
  const program = await (await make()).exec("bash", "-c", SCRIPT, { pty: true });
  const attached = program.attach();
  console.log(`raw: ${process.stdin.isRaw}`);
  process.stdout.once("resize", () => console.log("heard"));
  process.stdin.on("data", (keys: Buffer) => keys.includes("w") && resize(120)); // after the other listener
  await attached;
  console.log(`ended: ${await program.wait()}, raw: ${process.stdin.isRaw}, flows: ${process.stdin.readableFlowing}`);
});
