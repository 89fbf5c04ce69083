import { ModalError } from "../../contract/errors.js";
import { type LoadedModule, loadModule } from "../../emulator/index.js";
import { errorText } from "../endings/error-text.js";
import { ReportedError } from "../endings/reported-error.js";

/** Evaluates the file of an app. @throws ReportedError with the user's own file and line, if that fails */
export async function loadApp(file: string): Promise<LoadedModule> {
  try {
    return await loadModule(file);
  } catch (error) {
    const heading = error instanceof ModalError ? "" : `${file} could not be loaded.\n`; // those speak for themselves
    throw new ReportedError(`${heading}${errorText(error)}`, { cause: error });
  }
}
