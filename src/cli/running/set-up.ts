import { InvalidError } from "../../contract/errors.js";
import type { Emulator } from "../../emulator/index.js";
import type { EarlyEnd } from "../endings/early-end.js";
import { loadApp } from "../targets/load-app.js";

/**
 * Lets a file of the user's prepare a world: its default export is called with it.
 * @throws ReportedError if the file cannot be loaded, InvalidError if it has no such export, and what that throws
 */
export async function setUp(world: Emulator, file: string, end: EarlyEnd): Promise<void> {
  const { exports } = await end.race(loadApp(file));
  const prepare = exports["default"];
  if (typeof prepare !== "function")
    throw new InvalidError(
      `--setup: ${file} has to export a function of the world by default, as in \`export default (world) => …\`.`,
    );
  await end.race(world.within(async () => void (await Reflect.apply(prepare, undefined, [world]))));
}
