import { posix } from "node:path";
import { errorText, shellError } from "../processes/system-errors.js";
import type { Program, SystemFs } from "../processes/process.js";
import { UsageError } from "./parsed-options.js";
import { complain, native, pathOf } from "./native-command.js";

/** How many links are followed in one path. */
const MAX_LINKS = 40;

/**
 * Follows every link of a path.
 * @param missing how much of it need not be there
 * @throws ShellError ENOENT, ELOOP
 */
function canonical(fs: SystemFs, path: string, missing: "none" | "last" | "all"): string {
  let links = 0;
  let done = "/";
  const rest = path.split("/");
  for (let name = rest.shift(); name !== undefined; name = rest.shift()) {
    if (name === "" || name === ".") continue;
    if (name === "..") {
      done = posix.dirname(done);
      continue;
    }
    const next = posix.join(done, name);
    const info = fs.lstat(next);
    if (info?.type === "symlink") {
      if (++links > MAX_LINKS) throw shellError("ELOOP");
      const target = fs.readlink(next);
      if (target.startsWith("/")) done = "/";
      rest.unshift(...target.split("/"));
      continue;
    }
    const isLast = rest.every((part) => part === "");
    if (!info && (missing === "none" || (missing === "last" && !isLast))) throw shellError("ENOENT");
    if (info && info.type !== "directory" && !isLast && missing !== "all") throw shellError("ENOTDIR");
    done = next;
  }
  return done;
}

export const readlink: Program = native(
  {
    flags: "femnqsvz",
    long: {
      canonicalize: "f",
      "canonicalize-existing": "e",
      "canonicalize-missing": "m",
      "no-newline": "n",
      zero: "z",
      verbose: "v",
    },
  },
  async (process, options) => {
    const { fs } = process.system;
    if (options.operands.length === 0) throw new UsageError("missing operand");
    const kind = options.last("f", "e", "m");
    const end = options.has("z") ? "\0" : options.has("n") && options.operands.length === 1 ? "" : "\n";
    let code = 0;
    for (const name of options.operands) {
      try {
        const path = name.startsWith("/") ? name : `${process.cwd}/${name}`;
        if (kind === undefined && fs.lstat(pathOf(process, name))?.type !== "symlink") throw shellError("EINVAL");
        const shown =
          kind === undefined
            ? fs.readlink(pathOf(process, name))
            : canonical(fs, path, kind === "e" ? "none" : kind === "f" ? "last" : "all");
        await process.write(1, shown + end);
      } catch (error) {
        if (process.killed.aborted) throw error;
        code = 1;
        if (options.has("v")) await complain(process, `${name}: ${errorText(error)}`);
      }
    }
    return code;
  },
);

export const realpath: Program = native(
  {
    flags: "emqszLP",
    long: {
      "canonicalize-existing": "e",
      "canonicalize-missing": "m",
      quiet: "q",
      strip: "s",
      "no-symlinks": "s",
      zero: "z",
      "relative-to": "to=",
      "relative-base": "base=",
    },
  },
  async (process, options) => {
    const { fs } = process.system;
    if (options.operands.length === 0) throw new UsageError("missing operand");
    const to = options.value("to");
    const missing = options.has("e") ? "none" : options.has("m") ? "all" : "last";
    let code = 0;
    for (const name of options.operands) {
      try {
        const path = options.has("s")
          ? pathOf(process, name)
          : canonical(fs, name.startsWith("/") ? name : `${process.cwd}/${name}`, missing);
        const shown = to === undefined ? path : posix.relative(canonical(fs, pathOf(process, to), "all"), path) || ".";
        await process.write(1, `${shown}${options.has("z") ? "\0" : "\n"}`);
      } catch (error) {
        if (process.killed.aborted) throw error;
        code = 1;
        if (!options.has("q")) await complain(process, `${name}: ${errorText(error)}`);
      }
    }
    return code;
  },
);

export const basename: Program = native(
  { flags: "az", values: "s", long: { multiple: "a", suffix: "s=", zero: "z" }, inOrder: true },
  async (process, options) => {
    const [first, second] = options.operands;
    if (first === undefined) throw new UsageError("missing operand");
    const isMany = options.has("a", "s");
    if (!isMany && options.operands.length > 2) throw new UsageError(`extra operand '${options.operands[2]}'`);
    const suffix = options.value("s") ?? (isMany ? "" : (second ?? ""));
    for (const path of isMany ? options.operands : [first]) {
      const name = /^\/+$/.test(path) ? "/" : posix.basename(path);
      const shown = suffix !== "" && name.endsWith(suffix) && name !== suffix ? name.slice(0, -suffix.length) : name;
      await process.write(1, `${shown}${options.has("z") ? "\0" : "\n"}`);
    }
    return 0;
  },
);

export const dirname: Program = native({ flags: "z", long: { zero: "z" }, inOrder: true }, async (process, options) => {
  if (options.operands.length === 0) throw new UsageError("missing operand");
  for (const path of options.operands)
    await process.write(1, `${posix.dirname(path)}${options.has("z") ? "\0" : "\n"}`);
  return 0;
});
