import type { OwnProcess, Program } from "../processes/process.js";
import { UsageError } from "./parsed-options.js";
import { complain, native } from "./native-command.js";

export const succeed: Program = () => Promise.resolve(0);
export const fail: Program = () => Promise.resolve(1);

/** A program that writes one line. */
function says(line: (process: OwnProcess) => string): Program {
  return async (process) => {
    await process.write(1, `${line(process)}\n`);
    return 0;
  };
}

export const hostname: Program = says((process) => process.system.hostname);
export const whoami: Program = says(() => "root");
export const nproc: Program = says(() => "1");
export const arch: Program = says(() => "x86_64");
export const logname: Program = whoami;
export const groups: Program = whoami;

export const pwd: Program = native({ flags: "LP", long: { logical: "L", physical: "P" } }, async (process, options) => {
  const logical = process.env.get("PWD");
  const { fs } = process.system;
  const isSame = logical !== undefined && fs.stat(logical)?.ino === fs.stat(process.cwd)?.ino;
  const path = options.last("L", "P") === "L" && isSame ? logical : process.cwd;
  await process.write(1, `${options.has("P") ? fs.realpath(path) : path}\n`);
  return 0;
});

export const clear: Program = async (process) => {
  await process.write(1, "\x1b[H\x1b[2J\x1b[3J");
  return 0;
};

export const tty: Program = async (process) => {
  const isTerminal = process.files.get(0)?.isTerminal === true;
  if (!process.argv.includes("-s")) await process.write(1, isTerminal ? "/dev/pts/0\n" : "not a tty\n");
  return isTerminal ? 0 : 1;
};

export const id: Program = native(
  { flags: "ugGnrz", long: { user: "u", group: "g", groups: "G", name: "n", real: "r" } },
  async (process, options) => {
    const [user] = options.operands;
    if (user !== undefined && user !== "root") {
      await complain(process, `‘${user}’: no such user`);
      return 1;
    }
    const isOne = options.has("u", "g", "G");
    if (options.has("n") && !isOne) throw new UsageError("printing only names or real IDs requires -u, -g, or -G");
    await process.write(1, isOne ? (options.has("n") ? "root\n" : "0\n") : "uid=0(root) gid=0(root) groups=0(root)\n");
    return 0;
  },
);

export const uname: Program = native(
  {
    flags: "asnrvmpio",
    long: {
      all: "a",
      "kernel-name": "s",
      nodename: "n",
      "kernel-release": "r",
      "kernel-version": "v",
      machine: "m",
      "operating-system": "o",
    },
  },
  async (process, options) => {
    const parts = {
      s: "Linux",
      n: process.system.hostname,
      r: "4.4.0",
      v: "#1 SMP Sun Jan 10 15:06:54 PST 2016",
      m: "x86_64",
      p: "x86_64",
      i: "x86_64",
      o: "GNU/Linux",
    };
    const names = options.has("a") ? "snrvmo".split("") : options.given.map(([name]) => name);
    const shown = Object.entries(parts).filter(([name]) => (names.length > 0 ? names.includes(name) : name === "s"));
    await process.write(1, `${shown.map(([, part]) => part).join(" ")}\n`);
    return 0;
  },
);
