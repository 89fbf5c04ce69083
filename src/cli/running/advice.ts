import { nearestName } from "../../checks/nearest-name.js";

/**
 * What to do about an error with the options of this command, where its message tells what a test would do.
 * @param secrets names of those that were given
 */
export function advice(error: unknown, secrets: readonly string[]): string | undefined {
  for (let cause = error; cause instanceof globalThis.Error; cause = cause.cause) {
    const [, name] = /^Secret "([^"]+)" does not exist in environment/.exec(cause.message) ?? [];
    if (name !== undefined) {
      const near = nearestName(name, secrets);
      return `Keep it by \`modal-emulator secret create ${name} KEY=VALUE\`, or give it to this command alone: --secret ${name}=KEY=VALUE, --secret ${name}=FILE, or in a file for --setup.${near === undefined ? "" : ` There is --secret ${near}: is that what was meant?`}`;
    }
    if (/ was refused, because this world is offline\. /.test(cause.message))
      return "For `run`: answer it in a file for --setup, or leave out --offline.";
  }
  return undefined;
}
