import { join } from "node:path";
import { realFs as fs } from "../exchange/real-fs.js";

/** The first space of processes of a machine, and the one that the numbers of others come after. */
const FIRST_SPACE = 0xef_ff_ff_fc;

/** Among which processes the number of this one says who it is: others may have this machine's folders, too. */
const SPACE = spaceOf();

/** What names of folders that this process makes begin with. */
export const PREFIX: string = `modal-${process.pid}-${SPACE ?? ""}-`;

const NAME = /^modal-(\d+)-([\da-z]+)-\w{6}$/;

/** Removes what processes have left in folders of this machine, such as when they were killed. */
export function removeLeft(places: readonly string[]): void {
  for (const place of places)
    for (const name of namesIn(place)) {
      const [, pid, space] = NAME.exec(name) ?? [];
      if (pid === undefined || space !== SPACE || isThere(Number(pid))) continue;
      try {
        fs.rmSync(join(place, name), { recursive: true, force: true });
      } catch {
        // somebody else's
      }
    }
}

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}

function namesIn(place: string): readonly string[] {
  try {
    return fs.readdirSync(place);
  } catch {
    return [];
  }
}

/** @returns `undefined` where it is not known, as on macOS */
function spaceOf(): string | undefined {
  try {
    return (fs.statSync("/proc/self/ns/pid").ino - FIRST_SPACE).toString(36).replace("-", "n");
  } catch {
    return undefined;
  }
}
