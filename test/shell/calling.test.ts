import { expect, test } from "vitest";
import { shellProgram } from "../../src/emulator/lanes/shell/shell-program.js";
import { runToEnd, shellMachine } from "./shell-machine.js";

const FILES = {
  "/root/.profile": "P=profile\n",
  "/work/s.sh": 'echo "$0 $1 $#"\n',
  "/work/folder/": "",
  "/work/functions.sh": "f() {\n  nosuch\n}\nf\nnosuch\n",
};

test.each<readonly [argv: readonly string[], stdin: string, stdout: string, stderr: string, code: number]>([
  [["bash", "-c", "echo $0 $1", "name", "a"], "", "name a\n", "", 0],
  [["bash", "-ec", "false; echo no"], "", "", "", 1],
  [["bash", "-o", "pipefail", "-c", "false | true"], "", "", "", 1],
  [["bash", "-lc", "echo $P"], "", "profile\n", "", 0],
  [["bash", "--login", "-c", "echo $P"], "", "profile\n", "", 0],
  [["-bash", "-c", "echo $P"], "", "profile\n", "", 0],
  [["bash", "--norc", "--noprofile", "-c", "echo ${P-none}"], "", "none\n", "", 0],
  [["bash", "s.sh", "a", "b"], "", "s.sh a 2\n", "", 0],
  [["bash", "folder"], "", "", "folder: folder: Is a directory\n", 126],
  [["bash", "nofile"], "", "", "bash: nofile: No such file or directory\n", 127],
  [
    ["bash", "functions.sh"],
    "",
    "",
    "functions.sh: line 2: nosuch: command not found\nfunctions.sh: line 5: nosuch: command not found\n",
    127,
  ],
  [["bash", "-s", "a"], "echo $1 $0\n", "a bash\n", "", 0],
  [["sh"], "nosuch\n\necho $LINENO\n", "3\n", "sh: line 1: nosuch: command not found\n", 0],
  [["bash", "-i"], "echo a\nexit\n", "a\n", "bash-5.2# bash-5.2# exit\n", 0],
  [["bash", "--version"], "", "GNU bash, version 5.2.15(1)-release (x86_64-pc-linux-gnu)\n", "", 0],
])("%j", async (argv, stdin, stdout, stderr, code) => {
  const fake = await shellMachine(FILES);
  fake.add("-bash", shellProgram);
  expect(await runToEnd(fake, argv, stdin)).toEqual({ stdout, stderr, code });
});
