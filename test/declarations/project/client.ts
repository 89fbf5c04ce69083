import { modalClient } from "modal-emulator/client";
import { Emulator } from "modal-emulator/emulator";

/** Types of Modal's own package, which only this entry needs. */
export const squares = async () => {
  await using world = await Emulator.start({ threads: 0 });
  const modal = await modalClient(world, { environment: "main", timeoutMs: 1000 });
  return modal.functions.fromName("maths", "square");
};

export const listening = async (world: Emulator) => {
  await using listener = await world.listen({ port: 0 });
  return listener.env;
};

export const strict = (world: Emulator) => {
  world.tokens.set("ak-1", "as-1");
  return world.faults.rpc("FunctionMap", { times: 2, code: "UNAVAILABLE" });
};
