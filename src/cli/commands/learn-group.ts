import type { Command } from "commander";
import type { CommandLine } from "../parsing/command-line.js";
import { wholeNumberFrom } from "../parsing/whole-number.js";
import type { CommandHost } from "../state/command-host.js";
import { OPTIONS } from "./kept-command.js";

const DIR = ["--dir <DIR>", "Folder of the exercises. [default: here if they are, else modal-lessons]"] as const;
const LIMIT = [
  "--time-limit <SECONDS>",
  "Real time that an exercise may take. [default: 10]",
  wholeNumberFrom(1),
] as const;
const LESSON = ["[LESSON]", "Its number or name. [default: the next one]"] as const;

const handlers = (): Promise<typeof import("../learning/learn-handlers.js")> => import("../learning/learn-handlers.js");

/** `learn`: exercises in the terminal. */
export function addLearnGroup(program: CommandLine, host: CommandHost): void {
  const group = program
    .command("learn")
    .summary("Learn by mending small tests, in the terminal.")
    .description(
      "Learn by mending small tests, in the terminal. `learn [DIR]` begins, and takes the options of `learn start`.",
    );
  const start = group
    .command("start", { isDefault: true })
    .summary("Go on with the next lesson; what `learn` alone does.")
    .description(
      "Writes the exercises, shows the next lesson, and runs its exercise: in a terminal again whenever it is saved, and on to the next when it passes. Files that were edited stay as they are.",
    )
    .argument(
      "[DIR]",
      "Where the exercises are; made if it is not there. [default: here if they are, else modal-lessons]",
    )
    .option("--lesson <LESSON>", "Begin with this one, by its number or name.")
    .option("--once", "Run it once, and leave.")
    .option("--watch", "Run it whenever it is saved, also without a terminal.")
    .option(...LIMIT);
  carryOut(start, host, async (directory?: string) => {
    const { learn } = await import("../learning/learn.js");
    host.code = await learn(host, start.opts(), directory);
  });
  const list = group
    .command("list")
    .description("List the lessons, and which are done.")
    .option(...DIR)
    .option(...OPTIONS.json);
  carryOut(list, host, async () => (await handlers()).listLessons(host, list.opts()));
  const check = group
    .command("check")
    .description("Run an exercise, or all of them, and note what passes.")
    .argument(...LESSON)
    .option("--all", "All lessons.")
    .option(...DIR)
    .option(...LIMIT)
    .option(...OPTIONS.json);
  carryOut(check, host, async (word?: string) => {
    host.code = await (await handlers()).checkLessons(host, check.opts(), word);
  });
  const hint = group
    .command("hint")
    .description("Show what helps with an exercise.")
    .argument(...LESSON)
    .option(...DIR);
  carryOut(hint, host, async (word?: string) => (await handlers()).showHint(host, hint.opts(), word));
  const solution = group
    .command("solution")
    .description("Show how an exercise may be mended.")
    .argument(...LESSON)
    .option(...DIR);
  carryOut(solution, host, async (word?: string) => (await handlers()).showSolution(host, solution.opts(), word));
  const reset = group
    .command("reset")
    .description("Write an exercise as it was in the beginning.")
    .argument("<LESSON>", "Its number or name.")
    .option(...DIR);
  carryOut(reset, host, async (word?: string) => (await handlers()).resetLesson(host, reset.opts(), word ?? ""));
}

function carryOut(command: Command, host: CommandHost, work: (argument?: string) => Promise<void>): void {
  command.action((argument: string | undefined) => {
    host.job = () => work(argument);
  });
}
