// Every public method of Modal's package is named by a case, or is named here with the reason why none is.
import { readdirSync, readFileSync } from "node:fs";
import * as modal from "modal";
import { expect, test } from "vitest";

/** Members that have no case. */
const WITHOUT: Readonly<Record<string, string>> = {
  "ModalClient.ipClient": "for the input plane, which no function here has",
  "ModalClient.validateProfileCredentials": "private",
  "ModalClient.createClient": "private",
  "ModalClient.retryMiddleware": "private",
  "ModalClient.authMiddleware": "private",
  "Image.validateDockerfileCommands": "private",
};
/** What every class has, and what is not public: marked so by a first underscore. */
const OWN = /^(constructor|length|name|prototype|_.*)$/;

function membersOf(name: string, exported: unknown): string[] {
  if (typeof exported !== "function" || exported.prototype === undefined) return [];
  if (exported.prototype instanceof Error) return [];
  return [exported, exported.prototype as object]
    .flatMap((owner) => Object.getOwnPropertyNames(owner))
    .filter((member) => !OWN.test(member))
    .map((member) => `${name}.${member}`);
}

/** Those of declared types that the package does not export as values. */
const DECLARED = [
  ...["url", "tlsSocket", "tcpSocket"].map((member) => `Tunnel.${member}`),
  ...["readText", "readBytes"].map((member) => `ModalReadStream.${member}`),
  ...["writeText", "writeBytes"].map((member) => `ModalWriteStream.${member}`),
];
const members = [...Object.entries(modal).flatMap(([name, exported]) => membersOf(name, exported)), ...DECLARED];
const sources = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith(".test.ts") && !import.meta.filename.endsWith(file))
  .map((file) => readFileSync(`${import.meta.dirname}/${file}`, "utf8"));
const titles = sources.flatMap((source) => [...source.matchAll(/^ {2}"([^"]+)":/gm)].map(([, title = ""]) => title));
const named = new Set(titles.flatMap((title) => title.match(/\b[A-Z]\w*_?\.\w+/g) ?? []));

test("there is a case for each public member", () => {
  expect(members.length).toBeGreaterThan(120);
  expect(members.filter((member) => !named.has(member) && !(member in WITHOUT))).toEqual([]);
});

function isOfPackage(member: string): boolean {
  const [name = ""] = member.split(".");
  return name in modal || DECLARED.some((declared) => declared.startsWith(`${name}.`));
}

test("cases name members that there are, and nothing is left out that has one", () => {
  const known = new Set(members);
  expect([...named].filter((member) => !known.has(member) && isOfPackage(member))).toEqual([]);
  expect(Object.keys(WITHOUT).filter((member) => named.has(member) || !known.has(member))).toEqual([]);
});

test("every class of errors that the package exports is expected by a case", () => {
  const kinds = Object.entries(modal).filter(
    ([, exported]) => typeof exported === "function" && exported.prototype instanceof Error,
  );
  // of a service that has lost something or has no room, and of a file that fits into no memory
  const never = ["ExecutionError", "ResourceExhaustedError", "SandboxFilesystemFileTooLargeError"];
  const missing = kinds.map(([name]) => name).filter((name) => !sources.some((text) => text.includes(name)));
  expect(missing.filter((name) => !never.includes(name))).toEqual([]);
});
