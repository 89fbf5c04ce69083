import * as testing from "modal-emulator/testing";
import { plain } from "./app.js";
import { start } from "./world.js";

export const { explore, describeFailure } = testing;
export const explored = () => testing.explore({ seeds: 2 }, (world) => world.clock.advance(1));
export const replay = testing.explore.replay;
export async function history() {
  await using world = await start();
  return [testing.functionFires(world, plain), testing.functionInputs(world, plain)] as const;
}
