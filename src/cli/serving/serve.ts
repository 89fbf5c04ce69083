import type { App } from "../../api/app/app.js";
import { EarlyEnd } from "../endings/early-end.js";
import { errorText } from "../endings/error-text.js";
import { ExitCode } from "../endings/exit-code.js";
import { Interrupted } from "../endings/interrupted.js";
import { captureHostOutput } from "../../output/capture-host-output.js";
import { hasColours, paint } from "../../output/paint.js";
import { Screen } from "../../output/screen.js";
import { givenSecrets } from "../running/given-secrets.js";
import { setUp } from "../running/set-up.js";
import { setSecrets, startWorld } from "../running/start-world.js";
import type { CommandHost } from "../state/command-host.js";
import { appsOf } from "../targets/apps-of.js";
import { parseReference } from "../targets/reference.js";
import { loadApp } from "../targets/load-app.js";
import { liveState } from "./live-state.js";
import { deployedApps, keptApps, runningApps } from "./publishing.js";
import { SERVE_USAGE, type ServeOptions } from "./serve-options.js";
import { ServedWorld } from "./served-world.js";
import { WatchedFiles } from "./watch-files.js";
import { toldCommand } from "../state/told-command.js";

/**
 * `modal-emulator serve`: the web functions of an app, or of all that are deployed, on a port, and their schedules on
 * real time, until it is interrupted. Modal: docs/modal/command-line.md#deploy-serve-shell.
 * @param reference left out, all that is deployed
 * @throws UsageError, InvalidError, ReportedError or Interrupted if it does not come to that
 */
export async function serve(
  options: ServeOptions,
  reference: string | undefined,
  host: CommandHost,
): Promise<ExitCode> {
  const { streams, around } = host;
  const source = reference === undefined ? undefined : parseReference(reference);
  const screen = new Screen(streams);
  using _captured = captureHostOutput((stream, text) => screen.write(stream, text), hasColours(streams.stdout));
  using end = new EarlyEnd(around);
  const tellStop = (): ExitCode => {
    screen.write("stderr", "Stopped.\n");
    return ExitCode.ok;
  };
  using _words = around.lastWords.prepare(tellStop);
  try {
    const file = source && (await ServedFile.load(source.file, source.path, end));
    const secrets = await givenSecrets(options.secrets);
    const clock = options.isVirtual ? "virtual" : "real";
    const warn = (message: string): void => screen.write("stderr", `${message}\n`);
    await using command = await startWorld({ ...options, clock }, secrets, {
      apps: file ? "asleep" : "awake",
      except: new Set(file?.apps.flatMap(({ name }) => name ?? [])),
      command: toldCommand(host.argv),
      usage: SERVE_USAGE,
      around,
      warn,
      needsState: file === undefined,
    });
    const { world, session } = command;
    if (options.setup !== undefined) {
      await setUp(world, options.setup, end);
      setSecrets(world, secrets); // the command line has the last word
    }
    const publishing =
      file === undefined
        ? keptApps(world)
        : options.grpc === undefined
          ? runningApps(world)
          : deployedApps(world, file.path, (name) => warn(`An app without a name is deployed as ${name}.`));
    await using served = await ServedWorld.open(world, { options, publishing, screen, now: around.now });
    await using _live = session?.isKept
      ? await liveState(session, served, host, new Set(secrets.keys()), warn)
      : undefined;
    await untilEnd(served, file, end, screen);
    return ExitCode.ok;
  } catch (error) {
    const reason = await end.reasonFor(error);
    if (!(reason instanceof Interrupted)) throw reason;
    return tellStop();
  }
}

/** A file whose apps are served. */
class ServedFile {
  readonly path: string;
  readonly #name: string | undefined;
  files: readonly string[];
  apps: readonly App[];

  static async load(path: string, name: string | undefined, end: EarlyEnd): Promise<ServedFile> {
    const module = await end.race(loadApp(path));
    return new ServedFile(path, name, module.files, appsOf(module, path, name, "serve"));
  }

  private constructor(path: string, name: string | undefined, files: readonly string[], apps: readonly App[]) {
    this.path = path;
    this.#name = name;
    this.files = files;
    this.apps = apps;
  }

  /** @returns the apps as they are now */
  async reload(watched: WatchedFiles): Promise<readonly App[]> {
    const module = await loadApp(this.path);
    this.files = module.files;
    watched.watch(module.files);
    return appsOf(module, this.path, this.#name, "serve");
  }
}

/** Serves, and runs anew what changes. What is interrupted ends in good order, if that does not take too long. */
async function untilEnd(
  served: ServedWorld,
  file: ServedFile | undefined,
  end: EarlyEnd,
  screen: Screen,
): Promise<void> {
  const reload = async (): Promise<void> => {
    try {
      if (file) await served.run(await file.reload(watched));
    } catch (error) {
      screen.write("stderr", `${paint(screen.stderr, "red", errorText(error))}\n`);
    }
  };
  let reloading = Promise.resolve();
  using watched = new WatchedFiles(() => {
    reloading = reloading.then(reload);
  });
  try {
    watched.watch(file?.files ?? []);
    await end.race(served.run(file?.apps ?? []));
    await end.race(new Promise<never>(() => undefined));
  } catch (error) {
    if (error instanceof Interrupted) await end.hasten(served.stop());
    throw error;
  }
}
