import { expect, test } from "vitest";
import { FakeMachine } from "../support/fake-machine.js";
import { COMMAND_LINES, FILES } from "./command-lines.js";
import { OD_LINES } from "./od-lines.js";
import { TR_LINES } from "./tr-lines.js";

for (const [argv, stdout, code = 0, stderr = "", stdin = ""] of [...COMMAND_LINES, ...OD_LINES, ...TR_LINES]) {
  test(JSON.stringify([argv, stdin]), async () => {
    const outcome = await new FakeMachine({ files: FILES }).run(argv, { stdin, cwd: "/work" });
    const plain = outcome.stderr.replaceAll(/[‘’`]/g, "'");
    expect({ ...outcome, stderr: plain }).toEqual({ stdout, code, stderr });
  });
}
