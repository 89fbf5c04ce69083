import type { Emulator } from "../../emulator/world/emulator.js";
import type { Purpose } from "../../emulator/world/opened-worlds.js";
import type { Task } from "./matcher.js";

/** A test as vitest shows it, as far as it is told apart from others. */
export interface RunningTest {
  readonly concurrent?: boolean | undefined;
  readonly result?: { readonly retryCount?: number | undefined; readonly repeatCount?: number | undefined } | undefined;
}

/** The worlds that a test may mean. */
export interface TestWorlds {
  /** That of the fixture. */
  readonly own: Emulator | undefined;
  /** Those that it has started itself, or that a hook has started for several tests and not closed. */
  readonly others: readonly Emulator[];
  /** How many `explore` and `world.doctor` have had in it. */
  readonly trials: number;
}

const WORLD = Symbol("world");

/** What was opened in the latest attempt at a test, and outside of all tests. */
const shared = new Set<Emulator>();
let latest: { test: RunningTest; attempt: string; worlds: Emulator[]; trials: number } | undefined;

/** Remembers a test's world with the test itself. */
export function setWorldOf(task: object, world: Emulator): void {
  Object.defineProperty(task, WORLD, { value: world, configurable: true });
}

/**
 * A world was opened.
 * @param test the running test; of concurrent ones it cannot be told whose a world is
 */
export function noteWorld(world: Emulator, purpose: Purpose, test: RunningTest | undefined): void {
  for (const each of shared) if (each.isClosed) shared.delete(each);
  if (!test) {
    if (purpose === "own") shared.add(world);
    return;
  }
  if (test.concurrent) return;
  const attempt = attemptAt(test);
  if (latest?.test !== test || latest.attempt !== attempt) latest = { test, attempt, worlds: [], trials: 0 };
  if (purpose === "own") latest.worlds.push(world);
  else latest.trials++;
}

export function testWorlds(task: Task): TestWorlds {
  const own = (task && Reflect.get(task, WORLD)) as Emulator | undefined;
  const isLatest = task !== undefined && latest?.test === task && latest.attempt === attemptAt(task);
  const others = [...(isLatest && latest ? latest.worlds : []), ...shared].filter(
    (world) => world !== own && (!shared.has(world) || !world.isClosed),
  );
  return { own, others, trials: isLatest ? (latest?.trials ?? 0) : 0 };
}

function attemptAt({ result }: RunningTest): string {
  return `${result?.retryCount ?? 0}/${result?.repeatCount ?? 0}`;
}
