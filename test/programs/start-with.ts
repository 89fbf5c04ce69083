import { Emulator } from "modal-emulator/emulator";
import type { Way } from "./ways.ts";

export function startWith(children: Way, threads: number): Promise<Emulator> {
  return Emulator.start({ threads, disk: "private", children });
}
