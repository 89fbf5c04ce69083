import type { OwnProcess, Program } from "../processes/process.js";
import { complain, nameOf } from "./native-command.js";

/** What people expect on a machine, and what one in memory does not have. */
export const LACKING: readonly string[] = [
  "ar", "bc", "bun", "cargo", "cksum", "clang", "cmake", "conda", "dd", "deno", "df", "docker", "dotnet", "emacs",
  "envsubst", "factor", "ffmpeg", "ffprobe", "fmt", "free", "g++", "gcc", "gdb", "getent", "gh", "git", "go", "hexdump",
  "install", "java", "javac", "kubectl", "ld", "less", "ltrace", "make", "man", "mysql", "nano", "nginx", "ninja",
  "node", "npx", "numfmt", "nvidia-smi", "openssl", "patch", "perl", "php", "pidof", "podman", "poetry", "psql",
  "pytest", "python", "python3", "redis-cli", "redis-server", "rsync", "ruby", "rustc", "scp", "screen", "ssh",
  "strace", "sudo", "systemctl", "terraform", "tmux", "top", "truncate", "tsc", "unzip", "uptime", "uvicorn", "vi",
  "vim", "xxd", "zip",
]; // prettier-ignore

/** What does something like it. */
const INSTEAD: Readonly<Record<string, string>> = { pytest: "; python3 -m unittest runs tests without it" };

/** Tells how to have what there is not. */
export const lacking: Program = async (process) => {
  const name = nameOf(process);
  await process.write(
    2,
    `${name}: command not found: a machine in memory has no ${name}. Run the sandbox with \`sandboxes: "process"\`, ` +
      `or tell what it does with world.sandboxes.command("${name}", …)${INSTEAD[name] ?? ""}\n`,
  );
  return 127;
};

/** Whether an image has a package. */
export type Installed = (kind: "pip" | "apt" | "npm", name: string) => boolean;

interface Installer {
  readonly kind: "pip" | "apt" | "npm";
  /** Words before what is installed. */
  readonly verbs: readonly string[];
  /** Options that have a value in the next word. */
  readonly values: readonly string[];
}

const PIP: Installer = {
  kind: "pip",
  verbs: ["install", "add", "sync"],
  values: [
    "-r",
    "--requirement",
    "-i",
    "--index-url",
    "--extra-index-url",
    "-c",
    "--constraint",
    "-t",
    "--target",
    "-f",
    "--find-links",
    "-e",
    "--python",
  ],
};
const APT: Installer = { kind: "apt", verbs: ["install"], values: ["-o", "-t", "-c", "--target-release"] };
const NPM: Installer = {
  kind: "npm",
  verbs: ["install", "i", "add", "ci"],
  values: ["--prefix", "--registry", "-w", "--workspace"],
};

/** Installers by their names. */
const INSTALLERS: Readonly<Record<string, Installer>> = {
  pip: PIP,
  pip3: PIP,
  uv: PIP,
  "apt-get": APT,
  apt: APT,
  npm: NPM,
  pnpm: NPM,
  yarn: NPM,
};

export const INSTALLER_NAMES: readonly string[] = Object.keys(INSTALLERS);

/** `pip install` and its like: what an image has is installed, and nothing is downloaded. */
export function installer(installed: Installed): Program {
  return async (process) => {
    const name = nameOf(process);
    const known = INSTALLERS[name];
    if (!known) return lacking(process);
    const words = process.argv.slice(1);
    const at = words.findIndex((word) => known.verbs.includes(word));
    if (at < 0) return otherVerb(process, name, words);
    const missing = packagesOf(words.slice(at + 1), known).filter((each) => !installed(known.kind, each));
    if (missing.length === 0) {
      await process.write(1, `${name} ${words.join(" ")}: recorded, nothing is downloaded\n`);
      return 0;
    }
    await complain(
      process,
      `the image has no ${missing.join(", ")}, and nothing is downloaded: add it to the image ` +
        '(`pipInstall`, `aptInstall`, `runCommands`), or run the sandbox with `sandboxes: "process"`',
    );
    return known.kind === "apt" ? 100 : 1;
  };
}

function packagesOf(words: readonly string[], { kind, values }: Installer): string[] {
  return words.flatMap((word, index) => {
    if (word.startsWith("-") || values.includes(words[index - 1] ?? "") || /^\.{0,2}\//.test(word) || word === ".")
      return [];
    const name = kind === "npm" ? word.replace(/(?<=.)@.*$/, "") : (/^[^\s=<>!~;[@]+/.exec(word)?.[0] ?? word);
    return [name];
  });
}

async function otherVerb(process: OwnProcess, name: string, words: readonly string[]): Promise<number> {
  const verb = words.find((word) => !word.startsWith("-"));
  if (words.includes("--version") || words.includes("-v") || words.includes("-V")) {
    await process.write(1, `${name} 0.0.0 (nothing is downloaded)\n`);
    return 0;
  }
  if (verb === undefined || /^(update|upgrade|clean|autoremove|autoclean|cache|init)$/.test(verb)) {
    await process.write(1, `${name} ${words.join(" ")}: recorded, nothing is downloaded\n`);
    return 0;
  }
  await complain(
    process,
    `a machine in memory has no \`${name} ${verb}\`: run the sandbox with \`sandboxes: "process"\`, or tell what it ` +
      `does with world.sandboxes.command("${name}", …)`,
  );
  return 127;
}
