import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { compareMs, medianMs, milliseconds, type Row } from "./measure.ts";

const BIN = fileURLToPath(new URL("../dist/cli/bin.js", import.meta.url));
const pathOf = (app: string): string => fileURLToPath(new URL(app, import.meta.url));
const SMALL_APP = pathOf("small-app.ts");
const ROUNDS = 21;

async function node(...words: string[]): Promise<void> {
  execFileSync(process.execPath, words, { stdio: "ignore" });
}

const command = (...words: string[]): Promise<void> => node(BIN, ...words);

/** Commands as they are typed, each in a process of its own. */
export async function commandRows(): Promise<Row[]> {
  const state = mkdtempSync(join(tmpdir(), "modal-emulator-bench-"));
  try {
    await command("secret", "create", "--state", state, "greeting", "WORD=hello");
    const loading = await compareMs(
      ROUNDS,
      () => command("--help"),
      () => node("-e", "0"),
    );
    const list = await medianMs(ROUNDS, () => command("secret", "list", "--state", state));
    const run = await compareMs(
      ROUNDS,
      () => command("run", "--quiet", "--no-state", SMALL_APP),
      () => node(SMALL_APP),
    );
    const month = await medianMs(ROUNDS, () => command("simulate", "--quiet", "--no-state", pathOf("nightly-app.ts")));
    return [
      {
        what: "`modal-emulator --help`",
        ours: milliseconds(loading.ours),
        peer: milliseconds(loading.peer),
        note: "peer: `node -e 0`",
      },
      { what: "`modal-emulator secret list`", ours: milliseconds(list), peer: "", note: "of a state with one secret" },
      {
        what: "`modal-emulator run` of an app with one call",
        ours: milliseconds(run.ours),
        peer: milliseconds(run.peer),
        note: `peer: \`node\` that loads the same file; 1.5x of it and ${milliseconds(run.ours - 1.5 * run.peer)}`,
      },
      {
        what: "`modal-emulator simulate` of a month of a nightly app",
        ours: milliseconds(month),
        peer: "",
        note: "30 calls, each in a container of its own",
      },
    ];
  } finally {
    rmSync(state, { recursive: true });
  }
}
