import { InvalidError } from "modal-emulator";
import type { Emulator } from "modal-emulator/emulator";

export default async function prepare(world: Emulator): Promise<void> {
  await world.clock.advance(1);
  throw new InvalidError("no data", { cause: new Error("the disk is empty") });
}
