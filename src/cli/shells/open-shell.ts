import { text as textOf } from "node:stream/consumers";
import { InvalidError } from "../../contract/errors.js";
import type { ContainerSettings } from "../../contract/container-settings.js";
import type { Sandbox } from "../../api/sandboxes/sandbox.js";
import { copyOutput } from "../containers/copy-output.js";
import { EarlyEnd } from "../endings/early-end.js";
import { ReportedError } from "../endings/reported-error.js";
import { UsageError } from "../endings/usage-error.js";
import { givenSecrets } from "../running/given-secrets.js";
import { setSecrets, startWorld } from "../running/start-world.js";
import type { CommandHost } from "../state/command-host.js";
import { collectCandidates } from "../targets/collect-candidates.js";
import { loadApp } from "../targets/load-app.js";
import { parseReference } from "../targets/reference.js";
import { selectCandidate } from "../targets/select-candidate.js";
import { SHELL_USAGE, type ShellOptions } from "./shell-command-options.js";
import { shellSandbox } from "./shell-sandbox.js";
import { toldCommand } from "../state/told-command.js";

/**
 * `modal-emulator shell`: a shell in a sandbox in memory, or one command. Modal: docs/modal/command-line.md#deploy-serve-shell.
 * @param reference a function, whose image, secrets and volumes the sandbox has
 * @returns the code that the shell, or the command, ends with
 * @throws UsageError, ModalError, ReportedError or Interrupted if it does not come to that
 */
export async function shell(
  options: ShellOptions,
  reference: string | undefined,
  { argv, streams, around }: CommandHost,
): Promise<number> {
  const hasTerminal = process.stdin.isTTY && streams.stdout.isTTY === true;
  if (options.hasTerminal === true && !hasTerminal)
    throw new UsageError("--pty: this command has no terminal.", SHELL_USAGE);
  checkInstalled();
  using end = new EarlyEnd(around);
  try {
    const settings = reference === undefined ? undefined : await settingsOf(reference, end);
    const secrets = await givenSecrets(options.secrets.filter((word) => word.includes("=")));
    await using command = await startWorld(options, secrets, {
      apps: "asleep",
      command: toldCommand(argv),
      usage: SHELL_USAGE,
      around,
      warn: (message) => streams.stderr.write(`${message}\n`),
    });
    const { world } = command;
    setSecrets(world, secrets);
    return await end.race(
      world.within(async () => {
        const sandbox = await shellSandbox(options, settings, secrets.keys());
        try {
          return await converse(sandbox, options.cmd, options.hasTerminal ?? hasTerminal, streams);
        } finally {
          await sandbox.terminate({ wait: true }); // commits its volumes
          await command.keep();
        }
      }),
    );
  } catch (error) {
    throw await end.reasonFor(error);
  }
}

/** @throws ReportedError without the package that shells of sandboxes are made of */
function checkInstalled(): void {
  try {
    import.meta.resolve("just-bash");
  } catch (error) {
    throw new ReportedError(
      "`shell` needs the package just-bash, which is not installed: npm install --save-dev just-bash",
      { cause: error },
    );
  }
}

async function converse(
  sandbox: Sandbox,
  cmd: string | undefined,
  hasTerminal: boolean,
  streams: CommandHost["streams"],
): Promise<number> {
  const words = cmd === undefined ? ["bash"] : ["bash", "-c", cmd];
  if (hasTerminal) {
    const typed = await sandbox.exec(words, { text: false, pty: true });
    await typed.attach();
    return await typed.wait();
  }
  const started = await sandbox.exec(words, { text: false });
  if (cmd === undefined) {
    started.stdin.write(await textOf(process.stdin));
    await started.stdin.drain();
  }
  await started.closeStdin();
  return await copyOutput(started, streams);
}

/** What the function of a reference runs with. */
async function settingsOf(reference: string, end: EarlyEnd): Promise<ContainerSettings> {
  const { file, path } = parseReference(reference);
  const runnable = selectCandidate(reference, path, collectCandidates(await end.race(loadApp(file))));
  if (runnable.kind === "method") return runnable.cls.definition.settings;
  const settings = runnable.kind === "function" ? runnable.fn.definition : undefined;
  if (settings) return settings;
  throw new InvalidError(`\`${runnable.name}\` is a local entrypoint: it has no image. Name a function.`);
}
