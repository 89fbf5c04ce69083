import { InvalidError } from "../../contract/errors.js";
import { checkEnvironmentName } from "../../checks/names.js";
import { describe } from "../../checks/options.js";

/** What Modal's environment variables say about a world. Modal: docs/modal/context-ids-and-logs.md#configuration. */
export interface Configured {
  readonly environment: string;
  /** What ends the web addresses of an app that runs, but is not deployed. */
  readonly devSuffix: string;
}

/** Reads them as a world is made. @throws InvalidError for a value that Modal does not take */
export function configured({ MODAL_ENVIRONMENT, MODAL_DEV_SUFFIX }: NodeJS.ProcessEnv): Configured {
  const environment = MODAL_ENVIRONMENT || "main";
  const devSuffix = MODAL_DEV_SUFFIX || "dev";
  try {
    checkEnvironmentName(environment);
  } catch (error) {
    throw new InvalidError(`MODAL_ENVIRONMENT: ${(error as InvalidError).message}`);
  }
  if (!/^[A-Za-z0-9]{1,8}$/.test(devSuffix))
    throw new InvalidError(
      `MODAL_DEV_SUFFIX must be at most 8 of the characters A-Z a-z 0-9, got ${describe(devSuffix)}.`,
    );
  return { environment, devSuffix: devSuffix.toLowerCase() };
}
