import type { Shell } from "./shell.js";

/** Sets up the variables that are computed each time. */
export function computeVariables(shell: Shell): void {
  const { variables, system } = shell;
  let random: { state: number } | undefined;
  variables.compute("RANDOM", {
    get: () => {
      if (!random) return String(Math.floor(system.random() * 32_768));
      random.state = (Math.imul(random.state, 1_103_515_245) + 12_345) >>> 0;
      return String((random.state >>> 16) & 32_767);
    },
    set: (value) => void (random = { state: (Number.parseInt(value, 10) || 0) >>> 0 }),
  });
  variables.compute("SRANDOM", { get: () => String(Math.floor(system.random() * 2 ** 32)) });
  variables.compute("SECONDS", {
    get: () => String(Math.floor((system.now() - shell.startedAt) / 1000)),
    set: (value) => void (shell.startedAt = system.now() - (Number.parseInt(value, 10) || 0) * 1000),
  });
  variables.compute("EPOCHSECONDS", { get: () => String(Math.floor(system.now() / 1000)) });
  variables.compute("EPOCHREALTIME", {
    get: () =>
      `${Math.floor(system.now() / 1000)}.${String(Math.floor((system.now() % 1000) * 1000)).padStart(6, "0")}`,
  });
  variables.compute("LINENO", { get: () => String(shell.line) });
  variables.compute("BASH_COMMAND", { get: () => shell.current && shell.parser.commandText(shell.current) });
  variables.compute("BASHPID", { get: () => String(shell.process.pid) });
  variables.compute("BASH_SUBSHELL", { get: () => String(shell.subshell) });
  variables.compute("SHELLOPTS", {
    get: () =>
      shell.options
        .names()
        .filter((name) => shell.options.has(name))
        .join(":"),
  });
  variables.compute("BASHOPTS", {
    get: () =>
      shell.options
        .shoptNames()
        .filter((name) => shell.options.shopt(name))
        .join(":"),
  });
  variables.compute("FUNCNAME", {
    get: () => {
      if (!shell.frames.some(({ kind }) => kind === "function")) return undefined;
      const names = shell.frames.toReversed().map(({ kind, name }) => (kind === "source" ? "source" : name));
      return shell.mode === "command" ? names : [...names, "main"];
    },
  });
  variables.compute("BASH_SOURCE", {
    get: () => {
      const sources = shell.frames.toReversed().map(({ source }) => source);
      return shell.mode === "file" ? [...sources, shell.name] : sources;
    },
  });
  variables.compute("BASH_LINENO", {
    get: () => {
      const lines = shell.frames.toReversed().map(({ line }) => String(line));
      return shell.mode === "command" ? lines : [...lines, "0"];
    },
  });
  variables.compute("DIRSTACK", { get: () => [shell.process.cwd, ...shell.directories] });
  variables.compute("GROUPS", { get: () => ["0"] });
}
