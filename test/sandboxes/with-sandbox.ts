import { App, Sandbox } from "modal-emulator";
import { Emulator, type EmulatorOptions } from "modal-emulator/emulator";

/** What runs programs of sandboxes. */
export const RUNTIMES = ["memory", "process"] as const;

/** What a test of sandboxes has: a world, and an app in it. */
export interface Place {
  readonly world: Emulator;
  readonly app: App;
  /** Starts a sandbox that sleeps, or runs a command. */
  make(...args: Parameters<typeof Sandbox.create>): Promise<Sandbox>;
}

/** Runs `body` where sandboxes can be made. */
export async function inPlace(body: (place: Place) => Promise<void>, options: EmulatorOptions = {}): Promise<void> {
  await using world = await Emulator.start({ threads: 0, ...options });
  await world.within(async () => {
    const app = await App.lookup("sandboxes", { createIfMissing: true });
    const make = (...args: unknown[]): Promise<Sandbox> => {
      const last = args.at(-1);
      const hasOptions = typeof last === "object" && !Array.isArray(last);
      const words = (hasOptions ? args.slice(0, -1) : args) as string[];
      return Sandbox.create(...words, { app, ...(hasOptions ? (last as object) : {}) });
    };
    await body({ world, app, make });
  });
}

/** What a command of a sandbox comes to. */
export async function outcome(
  sandbox: Sandbox,
  ...argv: string[]
): Promise<{ stdout: string; stderr: string; code: number }> {
  const process = await sandbox.exec(argv);
  const [stdout, stderr, code] = await Promise.all([
    process.stdout.readText(),
    process.stderr.readText(),
    process.wait(),
  ]);
  return { stdout, stderr, code };
}
