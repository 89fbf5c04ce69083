import { InvalidError } from "../../contract/errors.js";
import type { Emulator } from "../../emulator/index.js";
import type { EarlyEnd } from "../endings/early-end.js";
import { errorText } from "../endings/error-text.js";
import { ReportedError } from "../endings/reported-error.js";
import { loadApp } from "../targets/load-app.js";

/**
 * Lets a file of the user's prepare a world: its default export is called with it.
 * @throws ReportedError if the file cannot be loaded, or fails; InvalidError if it has no such export
 */
export async function setUp(world: Emulator, file: string, end: EarlyEnd): Promise<void> {
  const module = await end.race(loadApp(file));
  const prepare = module.exports["default"];
  if (typeof prepare !== "function")
    throw new InvalidError(
      `--setup: ${file} has to export a function of the world by default, as in \`export default (world) => …\`.`,
    );
  try {
    await end.race(world.within(async () => void (await Reflect.apply(prepare, undefined, [world]))));
  } catch (error) {
    if (error instanceof ReportedError) throw error;
    const text = errorText(error, (stack) => module.mapStack(stack));
    throw new ReportedError(world.secrets.mask(`--setup: ${file} has failed.\n${text}`), { cause: error });
  }
}
