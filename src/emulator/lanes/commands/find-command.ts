import { posix } from "node:path";
import type { OwnProcess, Program } from "../processes/process.js";
import { errorText, shellError } from "../processes/system-errors.js";
import { type Condition, type Course, FindExpression } from "./find-expression.js";
import type { Found } from "./find-print.js";
import { complain, pathOf } from "./native-command.js";
import { UsageError } from "./parsed-options.js";

async function visit(
  process: OwnProcess,
  found: Found,
  condition: Condition,
  course: Course,
  follows: boolean,
): Promise<void> {
  const { fs } = process.system;
  const look = async (): Promise<void> => {
    if (found.depth >= course.minDepth && (await condition(found)) && !course.acts)
      await process.write(1, `${found.name}\n`);
  };
  if (!course.isDepthFirst) await look();
  if (found.info.type === "directory" && !found.isPruned && found.depth < course.maxDepth && !course.isOver)
    for (const name of fs.stat(found.path) ? fs.readdir(found.path) : []) {
      if (course.isOver) return;
      const path = posix.join(found.path, name);
      const info = (follows ? fs.stat(path) : undefined) ?? fs.lstat(path);
      const shown = found.name.endsWith("/") ? found.name + name : `${found.name}/${name}`;
      if (info)
        await visit(
          process,
          { name: shown, path, info, depth: found.depth + 1, isPruned: false },
          condition,
          course,
          follows,
        );
    }
  if (course.isDepthFirst && !course.isOver) await look();
}

/** Files in the order of their names; what it starts are processes of the machine. */
export const find: Program = async (process) => {
  const args = process.argv.slice(1);
  let follows = false;
  while (/^-[HLP]$/.test(args[0] ?? "")) follows = args.shift() === "-L";
  const start = args.findIndex((arg) => /^(-.|[!(]$)/.test(arg));
  const names = start < 0 ? args : args.slice(0, start);
  const course: Course = {
    minDepth: 0,
    maxDepth: Infinity,
    isDepthFirst: false,
    isOver: false,
    code: 0,
    acts: false,
    last: [],
  };
  try {
    const condition = new FindExpression(process, start < 0 ? [] : args.slice(start), course).parse();
    for (const name of names.length > 0 ? names : ["."]) {
      if (course.isOver) break;
      const path = pathOf(process, name);
      const info = follows ? process.system.fs.stat(path) : process.system.fs.lstat(path);
      if (info) await visit(process, { name, path, info, depth: 0, isPruned: false }, condition, course, follows);
      else {
        course.code = 1;
        await complain(process, `'${name}': ${errorText(shellError("ENOENT"))}`);
      }
    }
    for (const finish of course.last) await finish();
    return course.code;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    await complain(process, error.message);
    return 1;
  }
};
