import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { readFileSync } from "node:fs";

/** What the package says of itself. */
export interface Manifest {
  readonly version: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

/** What the in-process way needs to find in a bundle of Modal's package. */
const IN_BUNDLE: readonly (readonly [what: string, pattern: RegExp])[] = [
  [
    "`createClient(profile)` of `ModalClient`",
    /^var ModalClient2? = class[\s\S]*?^ {2}createClient\(profile\) \{[\s\S]*?^\};$/m,
  ],
  [
    "`createClient` of a client's constructor, unless it gets a `cpClient`",
    /cpClient = params\?\.cpClient \?\? this\.createClient\(this\.profile\)/,
  ],
  ["`retryMiddleware()` of `ModalClient`", /^ {2}retryMiddleware\(\) \{$/m],
  ["the idempotency key of a call", /metadata\.set\("x-idempotency-key"/],
  ["the number of an attempt", /metadata\.set\("x-retry-attempt"/],
  [
    "`setTimeout` of timers/promises, imported by its name",
    /^import \{ setTimeout as \w+ \} from "(?:node:)?timers\/promises";$/m,
  ],
  ["`createChannel` of nice-grpc", /createChannel\d*\(/],
];

/**
 * What of it is not there any more.
 * @param installed where Modal's package is installed, with what it depends on
 */
export function missingHooks(bundle: string, manifest: Manifest, installed: string): string[] {
  const missing = IN_BUNDLE.filter(([, pattern]) => !pattern.test(bundle)).map(([what]) => what);
  const nice = createRequire(installed).resolve("nice-grpc");
  const range = manifest.dependencies?.["nice-grpc"] ?? "none";
  const version = versionOf(nice);
  if (!fits(version, range)) missing.push(`nice-grpc ${version}, which is installed, for ${range}`);
  const { Channel, Client } = createRequire(nice)("@grpc/grpc-js") as typeof import("@grpc/grpc-js");
  if (typeof Channel.prototype.createCall !== "function" || Channel.prototype.createCall.length < 2)
    missing.push("`Channel.prototype.createCall` of @grpc/grpc-js");
  if (typeof Client.prototype.makeUnaryRequest !== "function") missing.push("`Client` of @grpc/grpc-js");
  return missing;
}

function versionOf(file: string): string {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    try {
      const found = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Partial<Manifest>;
      if (found.version !== undefined) return found.version;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    }
  }
}

/** Whether a version fits a range of the form `^1.2.3`. */
function fits(version: string, range: string): boolean {
  const [own, wanted] = [version, range.replace(/^\^/, "")].map((text) => text.split(".").map(Number));
  if (!own || !wanted || own[0] !== wanted[0]) return false;
  const at = own.findIndex((number, index) => number !== wanted[index]);
  return at < 0 || (own[at] ?? 0) > (wanted[at] ?? 0);
}
