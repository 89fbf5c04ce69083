/** What a shell was called with. */
export interface StartupOptions {
  /** Of `-c`. */
  readonly command: string | undefined;
  readonly file: string | undefined;
  readonly name: string | undefined;
  readonly positional: readonly string[];
  /** Letters of `set`, and names of `-o`. */
  readonly options: readonly { readonly name: string; readonly on: boolean; readonly letter: boolean }[];
  readonly shopts: readonly { readonly name: string; readonly on: boolean }[];
  readonly interactive: boolean;
  readonly login: boolean;
  readonly posix: boolean;
  readonly version: boolean;
  /** What is no option. */
  readonly unknown: string | undefined;
}

const IGNORED = new Set(["--norc", "--noprofile", "--noediting", "--restricted", "--debugger"]);

export function parseStartup(argv: readonly string[]): StartupOptions {
  const args = argv.slice(1);
  const options: { name: string; on: boolean; letter: boolean }[] = [];
  const shopts: { name: string; on: boolean }[] = [];
  let [wantsCommand, interactive, login, posix, version, stdin] = [
    false,
    false,
    argv[0]?.startsWith("-") ?? false,
    false,
    false,
    false,
  ];
  let unknown: string | undefined;
  for (let arg = args[0]; arg !== undefined && /^[-+]./.test(arg); [arg] = args) {
    args.shift();
    if (arg === "--") break;
    if (arg === "--login") login = true;
    else if (arg === "--posix") posix = true;
    else if (arg === "--version") version = true;
    else if (arg === "--verbose") options.push({ name: "v", on: true, letter: true });
    else if (arg === "--rcfile" || arg === "--init-file") args.shift();
    else if (arg.startsWith("--")) unknown = IGNORED.has(arg) ? unknown : (unknown ?? arg);
    else {
      const on = arg.startsWith("-");
      for (const letter of arg.slice(1)) {
        if (letter === "c") wantsCommand = true;
        else if (letter === "i") interactive = true;
        else if (letter === "l") login = true;
        else if (letter === "s") stdin = true;
        else if (letter === "o") options.push({ name: args.shift() ?? "", on, letter: false });
        else if (letter === "O") shopts.push({ name: args.shift() ?? "", on });
        else options.push({ name: letter, on, letter: true });
      }
    }
  }
  if (args[0] === "-") args.shift();
  const command = wantsCommand ? args.shift() : undefined;
  const name = stdin && command === undefined ? undefined : args.shift();
  const file = command === undefined ? name : undefined;
  const shared = { options, shopts, interactive, login, posix, version };
  if (wantsCommand && command === undefined) unknown ??= "-c";
  return { ...shared, command, file, name, positional: args, unknown };
}
