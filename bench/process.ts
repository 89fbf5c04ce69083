import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { type Row, milliseconds } from "./measure.ts";

/** Runs a module text in a process of its own; it prints a number. */
function inProcess(code: string): number {
  const script = `const began = performance.now(); ${code}; console.log(performance.now() - began);`;
  const cwd = new URL(".", import.meta.url);
  return Number(
    execFileSync(process.execPath, ["--input-type=module", "-e", script], { encoding: "utf8", cwd })
      .trim()
      .split("\n")
      .at(-1),
  );
}

function median(rounds: number, code: string): number {
  return (
    Array.from({ length: rounds }, () => inProcess(code)).toSorted((a, b) => a - b)[Math.floor(rounds / 2)] ??
    Number.NaN
  );
}

interface Sleepers {
  readonly ms: number;
  readonly heldMb: number;
  readonly grownMb: number;
}

/** What is measured in processes of their own: what each pays once, and what containers hold. */
export function processRows(): Row[] {
  const importing = median(7, 'await import("modal-emulator")');
  const first = median(
    5,
    'const [{ Emulator }, { app, noop }] = await Promise.all([import("modal-emulator/emulator"), import("./app.ts")]); const started = performance.now(); const world = await Emulator.start({ threads: 1 }); await world.run(app, () => noop.remote()); const first = performance.now() - started; await world.close(); console.log(first); process.exit()',
  );
  const piscina = median(7, 'await import("piscina")');
  const sleepers = Array.from(
    { length: 5 },
    () =>
      JSON.parse(
        execFileSync(process.execPath, ["--expose-gc", fileURLToPath(new URL("sleepers.ts", import.meta.url))], {
          encoding: "utf8",
        }),
      ) as Sleepers,
  );
  const [slept] = sleepers.toSorted((a, b) => a.ms - b.ms).slice(2);
  return [
    {
      what: "10,000 containers asleep for an hour, in all",
      ours: milliseconds(slept?.ms ?? Number.NaN),
      peer: "",
      note: `hold ${slept?.heldMb.toFixed(0)} MB; the process grew by ${slept?.grownMb.toFixed(0)} MB; a fresh process, \`threads: 0\``,
    },
    {
      what: 'import "modal-emulator"',
      ours: milliseconds(importing),
      peer: milliseconds(piscina),
      note: 'peer: import "piscina"',
    },
    {
      what: "first world of a process, with one call",
      ours: milliseconds(first),
      peer: "",
      note: "1 lane; bundling and starting the thread included",
    },
  ];
}
