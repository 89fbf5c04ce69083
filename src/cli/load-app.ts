import { type LoadedModule, loadModule } from "../emulator/index.js";
import { errorText } from "./error-text.js";
import { ReportedError } from "./reported-error.js";

/** Evaluates the file of an app. @throws ReportedError with the user's own file and line, if that fails */
export async function loadApp(file: string): Promise<LoadedModule> {
  try {
    return await loadModule(file);
  } catch (error) {
    throw new ReportedError(`${file} could not be loaded.\n${errorText(error)}`, { cause: error });
  }
}
