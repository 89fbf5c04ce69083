// docs/decisions/programs-in-a-namespace.md: what starts the programs of a sandbox, and what does without it
import type { Sandbox } from "modal-emulator";
import { expect, test } from "vitest";
import { WAYS } from "../programs/ways.js";
import { inPlace, outcome } from "./with-sandbox.js";

const CASES = WAYS["this user"]
  .filter((way) => way === "namespace")
  .flatMap((children) => [0, 1].map((threads) => ({ children, threads, sandboxes: "process" }) as const));

/** A shell's `parent` becomes what waits for this program, and `starter` what has started that one. */
const ABOVE =
  "parent=$PPID; read -r pid name state starter rest < /proc/$parent/stat; [ $name = '(modal-emulator)' ] || exit 1";

/** Does something at a line of input. */
const AT_A_LINE = (action: string) => `echo ready; read -r line; ${ABOVE}; ${action}; sleep 300`;

async function firstOf(output: Sandbox["stdout"]): Promise<unknown> {
  for await (const chunk of output.values({ preventCancel: true })) return chunk;
  return undefined;
}

test.for(CASES)("a sandbox ends with what starts its programs: $threads threads", (options) =>
  inPlace(async ({ make }) => {
    const sandbox = await make("sh", "-c", "echo up; sleep 300");
    expect(await firstOf(sandbox.stdout)).toBe("up\n");
    const program = await sandbox.exec("sh", "-c", AT_A_LINE("kill -9 $starter"));
    expect(await firstOf(program.stdout)).toBe("ready\n");
    await program.stdin.writeText("now\n");
    expect(await sandbox.wait()).toBe(137);
    expect(await program.wait()).toBe(137);
  }, options),
);

test.for(CASES)("a program ends with what waits for it, and the others go on: $threads threads", (options) =>
  inPlace(async ({ make }) => {
    const sandbox = await make();
    const program = await sandbox.exec("sh", "-c", AT_A_LINE("kill -9 $parent"));
    const other = await sandbox.exec("cat");
    await program.stdin.writeText("now\n");
    expect(await program.wait()).toBe(137);
    await other.stdin.writeText("here");
    await other.stdin.close();
    expect([await other.stdout.readText(), await other.wait()]).toEqual(["here", 0]);
    expect((await outcome(sandbox, "echo", "more")).stdout).toBe("more\n");
  }, options),
);

test.for(CASES)("without Perl, programs are started as well: $threads threads", (options) =>
  inPlace(async ({ make }) => {
    const first = await make();
    await first.filesystem.remove("/usr/bin/perl");
    const sandbox = await make({ image: await first.snapshotFilesystem() });
    const parent = await outcome(sandbox, "sh", "-c", "read -r pid name rest < /proc/$PPID/stat; echo $name");
    expect(parent).toMatchObject({ stderr: "", code: 0 });
    expect(parent.stdout).not.toContain("modal-emulator");
    const program = await sandbox.exec("sh", "-c", "cat; echo no >&2; exit 3");
    await program.stdin.writeText("yes");
    await program.stdin.close();
    const outputs = [await program.stdout.readText(), await program.stderr.readText()];
    expect([...outputs, await program.wait()]).toEqual(["yes", "no\n", 3]);
  }, options),
);

test.for(CASES)("a program is called as it was, and heads a session of its own: $threads threads", (options) =>
  inPlace(async ({ make }) => {
    const sandbox = await make({ env: { A: "a=b", "B.C": "", D: "line\nline" } });
    const script =
      'read -r pid name state parent group session rest < /proc/$$/stat; [ $group = $$ ] && [ $session = $$ ] && echo "$0" "$@"';
    expect(await outcome(sandbox, "sh", "-c", script, "name", "", "two words", "é")).toEqual({
      stdout: "name  two words é\n",
      stderr: "",
      code: 0,
    });
    const { stdout } = await outcome(sandbox, "env", "-0");
    expect(
      stdout
        .split("\0")
        .filter((pair) => /^(A|B\.C|D|_|PWD)=/.test(pair))
        .toSorted(),
    ).toEqual(["A=a=b", "B.C=", "D=line\nline"]);
    expect((await outcome(sandbox, "ls", "/nowhere")).stderr).toMatch(/^ls: /);
  }, options),
);
