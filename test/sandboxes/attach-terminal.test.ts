// Modal: docs/modal/sandboxes.md#processes
import { spawn, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

/** Of util-linux: runs a program on a terminal of its own. */
const HAS_TERMINALS = spawnSync("script", ["--version"]).status === 0;
if (!HAS_TERMINALS)
  console.error(
    "No `script` of util-linux on this machine: the tests on a terminal do not run. On Debian: apt-get install bsdutils",
  );

const PROGRAM = fileURLToPath(new URL("attached.ts", import.meta.url));

describe.skipIf(!HAS_TERMINALS)("on a real terminal", () => {
  test("keys go to the program as they are pressed, and the terminal is as it was afterwards", async ({
    onTestFinished,
  }) => {
    const child = spawn("script", ["-qec", `"${process.execPath}" "${PROGRAM}"`, "/dev/null"], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    onTestFinished(() => void child.kill("SIGKILL"));
    let seen = "";
    /** What is typed once something is to be seen. */
    const answers: [seen: string, keys: string][] = [
      ["begun\r", "\u0003"],
      ["^C\r", "one\r"],
      ["first one\r", "w"],
      ["heard\r", "\r"],
    ];
    child.stdout.on("data", (chunk: Buffer) => {
      seen += chunk.toString();
      const [next] = answers;
      if (!next || !seen.includes(next[0])) return;
      answers.shift();
      child.stdin.write(next[1]);
    });
    const code = await new Promise((resolve) => void child.on("close", resolve));
    expect(answers).toEqual([]);
    expect(code, seen).toBe(0);
    expect(seen).toContain("raw: true\r\n");
    expect(seen).toContain("interrupted\r");
    expect(seen).toMatch(/120 30\r+\nended: 4, raw: false, flows: false\r+\n$/);
  });
});
