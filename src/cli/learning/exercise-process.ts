// Loaded into the process of an exercise, twice by one name: by `--import` for what it does, by `--test-reporter` for what it exports.
import module from "node:module"; // an older Node could not even load a name that it lacks
import { pathToFileURL } from "node:url";

/** What the process of an exercise tells the command. */
export type ExerciseMessage =
  | { readonly kind: "started"; readonly test: string }
  | { readonly kind: "passed"; readonly test: string; readonly isSkipped: boolean }
  | { readonly kind: "failed"; readonly test: string; readonly message: string; readonly stack: string };

/** The part of an event of Node's test runner that is read here. */
interface RunnerEvent {
  readonly type: string;
  readonly data?: {
    readonly name?: string;
    readonly skip?: unknown;
    readonly todo?: unknown;
    readonly details?: { readonly error?: { readonly cause?: unknown } };
  };
}

const exercise = process.argv[1];

/** Packages that this one can use, but does not bring along, may be installed beside the exercises. */
module.registerHooks({
  resolve(specifier, context, next) {
    try {
      return next(specifier, context);
    } catch (error) {
      if (exercise === undefined || !/^(?:@[\w.-]+\/)?[\w-]+$/.test(specifier)) throw error;
      return next(specifier, { ...context, parentURL: pathToFileURL(exercise).href });
    }
  },
});

// eslint-disable-next-line import/no-default-export
export default async function* report(events: AsyncIterable<RunnerEvent>): AsyncGenerator<string, void> {
  for await (const event of events) {
    const message = messageOf(event);
    if (message) process.send?.(message);
  }
  yield "";
}

function messageOf({ type, data }: RunnerEvent): ExerciseMessage | undefined {
  const test = data?.name ?? "";
  switch (type) {
    case "test:dequeue":
      return { kind: "started", test };
    case "test:pass":
      return { kind: "passed", test, isSkipped: data?.skip !== undefined || data?.todo !== undefined };
    case "test:fail":
      return { kind: "failed", test, ...describe(data?.details?.error?.cause ?? data?.details?.error) };
    default:
      return undefined;
  }
}

function describe(error: unknown): { message: string; stack: string } {
  if (!(error instanceof Error)) return { message: `Thrown: ${String(error)}`, stack: "" };
  const isAssertion = error.name === "AssertionError";
  return { message: isAssertion ? error.message : `${error.name}: ${error.message}`, stack: stacksOf(error) };
}

/** Those of the errors that led to it stand before its own. Without messages, which may show stacks, too. */
function stacksOf(error: Error): string {
  const cause = error.cause instanceof Error ? stacksOf(error.cause) : "";
  return `${cause}\n${error.stack?.replace(error.message, "") ?? ""}`;
}
