import { loadParser } from "../../src/emulator/lanes/shell/parsing/script-parser.js";
import { shellProgram } from "../../src/emulator/lanes/shell/shell-program.js";
import { FakeMachine, settle, type Outcome } from "../support/fake-machine.js";

/** A machine with a shell. */
export async function shellMachine(files: Readonly<Record<string, string>> = {}): Promise<FakeMachine> {
  await loadParser();
  const fake = new FakeMachine({
    files: { "/work/": "", "/etc/passwd": "root:x:0:0:root:/root:/bin/bash\n", ...files },
  });
  fake.add("bash", shellProgram);
  fake.add("sh", shellProgram);
  return fake;
}

export const WORK = { cwd: "/work", env: { HOME: "/root", PATH: "/usr/bin:/bin" } };

/** Runs a command until nobody can write any more, as time passes as fast as it likes. */
export async function runToEnd(fake: FakeMachine, argv: readonly string[], stdin = ""): Promise<Outcome> {
  const started = fake.start(argv, WORK);
  void started.stdin
    .write(Buffer.from(stdin))
    .catch(() => {})
    .finally(() => started.stdin.release());
  const outcomes: Outcome[] = [];
  void started.end().then((end) => outcomes.push(end));
  for (;;) {
    await settle();
    if (outcomes[0]) return outcomes[0];
    if (fake.sleepers.length > 0) await fake.next();
  }
}
