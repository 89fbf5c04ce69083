import { paint } from "../../output/paint.js";
import type { Output } from "../../output/streams.js";
import { lessonText, listText, widthOf } from "./lesson-text.js";
import { testsOf, type Lesson } from "./lesson.js";
import { nextOpen, type OpenLessons } from "./open-lessons.js";
import { outcomeText } from "./outcome-text.js";
import { runExercise } from "./run-exercise.js";
import { wrapText } from "./wrap-text.js";

const CLEAR = "\u001B[2J\u001B[3J\u001B[H";

/** How a session runs exercises and shows them. */
export interface SessionSettings {
  /** Real milliseconds that an exercise may take. */
  readonly limitMs: number;
  readonly signal: AbortSignal;
  readonly isWatching: boolean;
}

/** Somebody goes through the lessons, from one that is open to the next. */
export class LearnSession {
  readonly #open: OpenLessons;
  readonly #output: Output;
  readonly #settings: SessionSettings;
  #current: Lesson | undefined;
  #runs = 0;

  constructor(open: OpenLessons, output: Output, settings: SessionSettings, first?: Lesson) {
    this.#open = open;
    this.#output = output;
    this.#settings = settings;
    this.#current = first ?? nextOpen(open);
  }

  /** Undefined once all are done. */
  get current(): Lesson | undefined {
    return this.#current;
  }

  /** How often the exercise of this lesson was run. */
  get runs(): number {
    return this.#runs;
  }

  /** Runs the exercise, and goes on while they pass, to the first one that does not. */
  async advance(): Promise<void> {
    const { folder, lessons } = this.#open;
    let praise: string | undefined;
    for (;;) {
      const lesson = this.#current;
      if (lesson === undefined) return this.#say(`${praise === undefined ? "" : `${praise}\n\n`}${this.#farewell}`);
      const { limitMs, signal, isWatching } = this.#settings;
      if (isWatching) this.#say(paint(this.#output, "dim", `Running ${folder.shown(folder.fileOf(lesson))} …`));
      const outcome = await runExercise(folder.fileOf(lesson), testsOf(lesson), { limitMs, signal });
      this.#runs++;
      folder.setDone(lesson, outcome.kind === "passed");
      if (outcome.kind === "passed") {
        praise = outcomeText(this.#output, folder, lesson, outcome);
        this.#current = nextOpen(this.#open, lesson.number);
        this.#runs = 0;
        continue;
      }
      this.#clear();
      if (praise !== undefined) this.#say(`${praise}\n`);
      this.#say(lessonText(this.#output, lessons, folder, lesson));
      this.#say(outcomeText(this.#output, folder, lesson, outcome));
      return;
    }
  }

  /** Leaves a lesson as it is. */
  skip(): void {
    const { current } = this;
    if (current) this.#current = nextOpen(this.#open, current.number) ?? current;
    this.#runs = 0;
  }

  showHint(): void {
    if (this.#current) this.#say(`\n${wrapText(this.#current.hint, widthOf(this.#output))}`);
  }

  showSolution(): void {
    if (this.#current) this.#say(`\n${this.#current.solution.trimEnd()}`);
  }

  showList(): void {
    this.#say(`\n${listText(this.#output, this.#open.lessons, this.#open.folder, this.#current)}`);
  }

  get #farewell(): string {
    return `${paint(this.#output, "green", `All ${this.#open.lessons.length} lessons are done.`)} \`npx modal-emulator init\` makes a project to go on with.`;
  }

  #clear(): void {
    if (this.#settings.isWatching && this.#output.isTTY === true) this.#output.write(CLEAR);
  }

  #say(text: string): void {
    this.#output.write(`${text}\n`);
  }
}
