import type { Emulator } from "modal-emulator/emulator";

export default (world: Emulator): void => {
  world.mock("nightly/backUp", () => {
    if (new Date(world.clock.now()).getUTCDate() === 2) throw new RangeError("no luck today");
  });
};
