/**
 * What becomes of a function of `process` in a container: `own`, it has one; `shared`, it reads or does nothing that
 * others could notice; `refused`, it would change the process that hosts the container.
 */
export type Treatment = "own" | "shared" | "refused";

const rows = (treatment: Treatment, names: string): [string, Treatment][] =>
  names.split(/\s+/).map((name) => [name, treatment]);

/** Every function of `process`, but for those of its events, which all are the container's own. */
export const PROCESS_FUNCTIONS: Readonly<Record<string, Treatment>> = Object.fromEntries([
  ...rows(
    "own",
    `exit reallyExit abort kill hrtime uptime umask loadEnvFile setUncaughtExceptionCaptureCallback
    hasUncaughtExceptionCaptureCallback setSourceMapsEnabled openStdin _rawDebug send disconnect cwd chdir`,
  ),
  ...rows(
    "shared",
    `binding _linkedBinding dlopen _getActiveRequests _getActiveHandles getActiveResourcesInfo cpuUsage threadCpuUsage
    resourceUsage memoryUsage constrainedMemory availableMemory ref unref getuid geteuid getgid getegid getgroups
    emitWarning nextTick getBuiltinModule constructor`,
  ),
  ...rows(
    "refused",
    `execve initgroups setgroups setegid seteuid setgid setuid _kill _debugProcess _debugEnd
    _startProfilerIdleNotifier _stopProfilerIdleNotifier _fatalException _tickCallback
    addUncaughtExceptionCaptureCallback _disconnect _send _handleQueue`,
  ),
]);

/**
 * Functions of `process` that packages are not to find as the host has them either; Node itself calls those that begin
 * with an underscore.
 */
export const ROUTED_FUNCTIONS: readonly string[] = Object.keys(PROCESS_FUNCTIONS).filter(
  (name) => PROCESS_FUNCTIONS[name] !== "shared" && !name.startsWith("_"),
);

/** Those that say that a container may not do this. */
export function refusedFunctions(): Record<string, () => never> {
  return Object.fromEntries(
    Object.entries(PROCESS_FUNCTIONS)
      .filter(([, treatment]) => treatment === "refused")
      .map(([name]) => [name, refusedFunction(`process.${name}`)]),
  );
}

export function refusedFunction(what: string): () => never {
  return () => {
    throw new globalThis.Error(
      `${what}() is not available in a container: it would ${what === "process.chdir" ? "move" : "change"} the host process.`,
    );
  };
}
