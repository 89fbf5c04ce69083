import { createInterface } from "node:readline";
import { paint } from "../../output/paint.js";
import { ExitCode } from "../endings/exit-code.js";
import { Interrupted } from "../endings/interrupted.js";
import { WatchedFiles } from "../serving/watch-files.js";
import type { CommandHost } from "../state/command-host.js";
import type { LearnSession } from "./learn-session.js";
import type { OpenLessons } from "./open-lessons.js";

const KEYS = "h hint · s solution · l list · n next lesson · r run again · q leave; then Enter";

/** Runs exercises again as they are saved, until all are done or somebody leaves. */
export async function watchExercises(
  session: LearnSession,
  { folder, lessons }: OpenLessons,
  { streams: { stdout }, around: { signal } }: CommandHost,
): Promise<ExitCode> {
  const wishes = new Wishes();
  using files = new WatchedFiles(() => wishes.add("r"));
  files.watch(lessons.map((lesson) => folder.fileOf(lesson)));
  const interrupt = (): void => wishes.add("q");
  signal.addEventListener("abort", interrupt);
  using _typed = typedLines((line) => wishes.add(line));
  try {
    let wish = "r";
    for (;;) {
      if (wish === "q" || signal.aborted) break;
      if (wish === "n") session.skip();
      if (wish === "h") session.showHint();
      else if (wish === "s") session.showSolution();
      else if (wish === "l") session.showList();
      else await session.advance();
      const { current } = session;
      if (current === undefined) return ExitCode.ok;
      const file = folder.shown(folder.fileOf(current));
      const runs = session.runs > 1 ? ` (Run ${session.runs}.)` : "";
      stdout.write(`\n${paint(stdout, "yellow", "Next:")} mend ${file}; it runs when you save it.${runs}\n${KEYS}\n`);
      wish = await wishes.next();
    }
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
  } finally {
    signal.removeEventListener("abort", interrupt);
  }
  stdout.write("What you have done is kept. `npx modal-emulator learn` goes on from here.\n");
  return ExitCode.ok;
}

/** What is wanted next: several that are the same, one after the other, are one. */
class Wishes {
  readonly #waiting: string[] = [];
  #heard = Promise.withResolvers<void>();

  add(wish: string): void {
    if (this.#waiting.at(-1) !== wish) this.#waiting.push(wish);
    this.#heard.resolve();
  }

  async next(): Promise<string> {
    for (;;) {
      const wish = this.#waiting.includes("q") ? "q" : this.#waiting.shift();
      if (wish !== undefined) return wish;
      this.#heard = Promise.withResolvers();
      await this.#heard.promise;
    }
  }
}

/** Whoever sits at the terminal types; what is no letter of {@link KEYS} lets the exercise run again. */
function typedLines(heard: (line: string) => void): Disposable {
  if (!process.stdin.isTTY) return { [Symbol.dispose]: () => {} };
  const lines = createInterface({ input: process.stdin, terminal: false });
  lines.on("line", (line) => heard(line.trim().toLowerCase().slice(0, 1) || "r"));
  lines.on("close", () => heard("q"));
  return lines;
}
