import type { Program } from "../processes/process.js";
import { UsageError } from "./parsed-options.js";
import { complain, native, openAs, pathOf } from "./native-command.js";
import { become, startChild } from "./process-commands.js";

export const env: Program = native(
  {
    flags: "i0v",
    values: "uCS",
    long: { "ignore-environment": "i", unset: "u=", null: "0", chdir: "C=", "split-string": "S=" },
    inOrder: true,
  },
  async (process, options) => {
    const operands = [...options.operands];
    const split = options.value("S");
    if (split !== undefined) operands.unshift(...split.split(/\s+/).filter((word) => word !== ""));
    if (operands[0] === "-") operands.shift();
    if (options.has("i") || options.operands[0] === "-") process.env.clear();
    for (const name of options.values("u")) process.env.delete(name);
    for (
      let [, name = "", value = ""] = assignment(operands[0]);
      name !== "";
      [, name = "", value = ""] = assignment(operands[0])
    ) {
      process.env.set(name, value);
      operands.shift();
    }
    const folder = options.value("C");
    if (folder !== undefined) {
      if (operands.length === 0) throw new UsageError("must specify command with --chdir (-C)");
      const path = pathOf(process, folder);
      if (process.system.fs.stat(path)?.type !== "directory")
        throw new UsageError(`cannot change directory to '${folder}': No such file or directory`);
      process.cwd = path;
    }
    if (operands.length > 0) return become(process, operands, `‘${operands[0]}’`);
    const end = options.has("0") ? "\0" : "\n";
    await process.write(1, [...process.env].map(([name, value]) => `${name}=${value}${end}`).join(""));
    return 0;
  },
  125,
);

function assignment(text = ""): string[] {
  return /^([^=]+)=([\s\S]*)$/.exec(text) ?? [];
}

export const printenv: Program = native({ flags: "0", long: { null: "0" } }, async (process, options) => {
  const end = options.has("0") ? "\0" : "\n";
  if (options.operands.length === 0) {
    await process.write(1, [...process.env].map(([name, value]) => `${name}=${value}${end}`).join(""));
    return 0;
  }
  const values = options.operands.map((name) => process.env.get(name));
  await process.write(1, values.map((value) => (value === undefined ? "" : value + end)).join(""));
  return values.includes(undefined) ? 1 : 0;
});

export const nohup: Program = native(
  { inOrder: true },
  async (process, options) => {
    if (options.operands.length === 0) throw new UsageError("missing operand");
    process.onSignal("SIGHUP", "ignore");
    if (process.files.get(1)?.isTerminal === true) {
      const fd = openAs(process, "nohup.out", "a", 0o600);
      const file = process.files.get(fd);
      process.files.delete(fd);
      if (file) {
        process.files.get(1)?.release();
        process.files.set(1, file);
      }
      await complain(process, "ignoring input and appending output to 'nohup.out'");
    }
    return become(process, options.operands);
  },
  125,
);

/** How long another command takes. */
export const time: Program = native(
  { flags: "pva", values: "fo", long: { portability: "p", format: "f=", output: "o=" }, inOrder: true },
  async (process, options) => {
    if (options.operands.length === 0) throw new UsageError("missing program to run");
    const start = process.system.now();
    const child = await startChild(process, options.operands, { missing: `cannot run ${options.operands[0]}` });
    const { code } = typeof child === "number" ? { code: child } : await child.ended;
    const seconds = (process.system.now() - start) / 1_000;
    const format = options.value("f");
    const text =
      format === undefined
        ? options.has("p")
          ? `real ${seconds.toFixed(2)}\nuser 0.00\nsys 0.00\n`
          : `0.00user 0.00system ${Math.floor(seconds / 60)}:${(seconds % 60).toFixed(2).padStart(5, "0")}elapsed 0%CPU\n`
        : `${format.replaceAll("%e", seconds.toFixed(2)).replaceAll("%U", "0.00").replaceAll("%S", "0.00")}\n`;
    await process.write(2, text);
    return code;
  },
  125,
);

/** In a process group of its own; at the head of one already, it leaves that to another process. */
export const setsid: Program = native(
  { flags: "cfw", long: { ctty: "c", fork: "f", wait: "w" }, inOrder: true },
  async (process, options) => {
    const { operands } = options;
    if (operands.length === 0) throw new UsageError("no command specified");
    const missing = `failed to execute ${operands[0]}`;
    if (process.group !== process.pid && !options.has("f")) {
      process.lead();
      return become(process, operands, missing);
    }
    const child = await startChild(process, operands, { ownGroup: true, missing });
    if (!options.has("w")) return 0;
    return typeof child === "number" ? child : (await child.ended).code;
  },
);

/** Other commands that start another and are nothing else here. */
export const passOn: Program = native(
  { flags: "abcfhv0123456789", values: "nLoeip", numbers: true, inOrder: true },
  async (process, options) => {
    if (options.operands.length === 0) throw new UsageError("missing operand");
    return become(process, options.operands);
  },
  125,
);
