import type { ModalClient } from "modal";
import type { Emulator } from "../emulator/world/emulator.js";
import { ControlPlane } from "../server/control-plane.js";
import { routeChannel } from "./route-channels.js";

/** The client of Modal's own package, as far as its type is needed here. */
let worlds = 0;

/** A client of the installed `modal` package that talks to a world. */
export async function modalClient(world: Emulator): Promise<ModalClient> {
  const { ModalClient: Client } = await import("modal");
  const host = `world-${++worlds}.modal-emulator.invalid`;
  const plane = new ControlPlane(world.session);
  routeChannel(`${host}:80`, (call) => plane.answer(call));
  const before = process.env["MODAL_SERVER_URL"];
  process.env["MODAL_SERVER_URL"] = `http://${host}`;
  const client = new Client({ tokenId: "ak-emulated", tokenSecret: "as-emulated" });
  if (before === undefined) delete process.env["MODAL_SERVER_URL"];
  else process.env["MODAL_SERVER_URL"] = before;
  return client;
}
