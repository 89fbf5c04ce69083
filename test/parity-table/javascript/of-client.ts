import type { ModalClient } from "modal";
import type { Emulator } from "modal-emulator/emulator";
import { modalClient } from "modal-emulator/client";
import { type Row, works } from "../row.ts";

/** A row of what begins with a `ModalClient`: Modal's own, unchanged. @param here what handles have in its place */
export function ofClient(
  name: string,
  here: string,
  show: (modal: ModalClient, world: Emulator) => unknown,
  note = "",
): Row {
  const shown = async (world: Emulator): Promise<void> => void (await show(await modalClient(world), world));
  return works(name, here, shown, `by Modal's own client${note === "" ? "" : `; ${note}`}`);
}
