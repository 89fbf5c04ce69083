import { nearestName } from "../checks/nearest-name.js";

/** Modal's other commands, none of which exists yet, each with what does its work meanwhile. */
const MISSING: Readonly<Record<string, string>> = {
  app: "`world.events` shows what apps do",
  config: "there is nothing to configure",
  container: "`world.containers()` lists them",
  deploy: "in a test, `await world.deploy(app)`",
  dict: "use `Dict` in a local entrypoint",
  environment: "give `run` the option --env",
  image: "use `Image` in an app",
  launch: "write an app and `run` it",
  nfs: "use `NetworkFileSystem` in a local entrypoint",
  profile: "no account is needed",
  queue: "use `Queue` in a local entrypoint",
  secret: "in a test, `world.secrets.set(name, { … })`; `run` takes --secret",
  setup: "no account is needed",
  shell: "nor are sandboxes emulated",
  token: "no account is needed",
  volume: "use `Volume` in a local entrypoint",
};

export const USAGE = `Usage: modal-emulator run [options] <file.ts | file.ts::name> [arguments]
       modal-emulator serve [options] <file.ts | file.ts::app>`;

/** What to say about a command that is none. */
export function unknownCommand(name: string): string {
  if (name.startsWith("-")) return `No such option: ${name}. Options stand after the command.`;
  const instead = Object.hasOwn(MISSING, name) ? MISSING[name] : undefined;
  const near = nearestName(name, ["run", "serve", ...Object.keys(MISSING)]);
  return instead === undefined
    ? `No such command: ${name}.${near === undefined ? "" : ` Did you mean \`${near}\`?`}`
    : `The command \`${name}\` does not exist yet; ${instead}.`;
}

export function mainHelp(): string {
  return `${USAGE}

Runs Modal apps offline, on a virtual clock.

Commands:
  run        Run a local entrypoint or a function: modal-emulator run --help
  serve      Serve the web functions of an app on a port: modal-emulator serve --help

Options:
  --version  Show the version and exit.
  -h, --help Show this and exit.`;
}
