import { describe, expect, test } from "vitest";
import { commandTree } from "../../../src/cli/commands/command-tree.js";
import type { CommandLine } from "../../../src/cli/parsing/command-line.js";
import type { CommandHost } from "../../../src/cli/state/command-host.js";
import { cli } from "../../support/run-cli.js";

/** Nothing is carried out. */
const HOST = { streams: { stdout: { write: () => {} }, stderr: { write: () => {} } } } as unknown as CommandHost;

/** Modal's that say only why they are not there. */
const isMissing = (command: CommandLine): boolean => command.registeredArguments[0]?.name() === "words";

function* walk(group: CommandLine, above: readonly string[] = []): Generator<[path: string, command: CommandLine]> {
  for (const command of group.commands as CommandLine[]) {
    const path = [...above, command.name()];
    yield [path.join(" "), command];
    yield* walk(command, path);
  }
}

const ALL = [...walk(commandTree(HOST))];
/** These begin with one of their commands, if none is named. */
const BEGINNING: ReadonlySet<string> = new Set(["learn"]);
const GROUPS = ALL.filter(([path, command]) => command.commands.length > 0 && !BEGINNING.has(path));
const MISSING = ALL.filter(([, command]) => command.commands.length === 0 && isMissing(command));
const COMMANDS = ALL.filter(([, command]) => command.commands.length === 0 && !isMissing(command));

/** Words that each argument takes: one that must be there may be anything here. */
const needed = (command: CommandLine): string[] =>
  command.registeredArguments.filter((argument) => argument.required).map(() => "x");

/** Options that must be there. */
const mandatory = (command: CommandLine): string[] =>
  command.options
    .filter((option) => option.mandatory)
    .flatMap(({ long, argChoices }) => [String(long), argChoices?.[0] ?? "x"]);

const usage = (path: string): string => `\n\nUsage: modal-emulator ${path}`;

test("all groups and commands are walked", () => {
  expect(GROUPS.map(([path]) => path)).toEqual(expect.arrayContaining(["app", "secret", "volume", "dict", "queue"]));
  expect(COMMANDS.length).toBeGreaterThan(45);
  expect(MISSING.length).toBeGreaterThan(15);
});

describe.each(COMMANDS)("%s", (path, command) => {
  const words = path.split(" ");

  test("it, its arguments and its options are described", () => {
    const described = [command, ...command.registeredArguments, ...command.options];
    for (const { description } of described) {
      const text = typeof description === "function" ? command.description() : description;
      expect(text).toMatch(/^[A-Z`(v\d].*[.\])]$|^v5|^KEY|^file/);
    }
  });

  test.each(["-h", "--help"])("%s shows its help", async (option) => {
    const { code, stdout, stderr } = await cli([...words, option]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(new RegExp(`^Usage: modal-emulator ${path}`));
    for (const { long, hidden } of command.options) if (!hidden) expect(stdout).toContain(long);
    for (const argument of command.registeredArguments) expect(stdout).toContain(argument.name());
  });

  test("an option that it does not have", async () => {
    const { code, stdout, stderr } = await cli([
      ...words,
      "--no-such-option",
      ...mandatory(command),
      ...needed(command),
    ]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(/^Error: No such option: --no-such-option\./);
    expect(stderr).toContain(usage(path));
  });

  test.each(command.options.filter((option) => option.required).map(({ long }) => [long]))(
    "%s without its value",
    async (long) => {
      const { code, stdout, stderr } = await cli([...words, String(long)]);
      expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
      expect(stderr).toContain(`Error: Option ${long} needs a value.${usage(path)}`);
    },
  );
});

test.each(COMMANDS.filter(([, command]) => command.registeredArguments.every(({ variadic }) => !variadic)))(
  "%s with too many arguments",
  async (path, command) => {
    const given = command.registeredArguments.map(() => "1");
    const { code, stdout, stderr } = await cli([...path.split(" "), ...mandatory(command), ...given, "surplus"]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(/^Error: Too many arguments: surplus\./);
    expect(stderr).toContain(usage(path));
  },
);

test.each(COMMANDS.filter(([, command]) => needed(command).length > 0))(
  "%s without an argument that it needs",
  async (path, command) => {
    const given = needed(command).slice(1);
    const { code, stdout, stderr } = await cli([...path.split(" "), ...mandatory(command), ...given]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    const { length } = given;
    expect(stderr).toContain(`Error: Missing argument ${command.registeredArguments[length]?.name()}.${usage(path)}`);
  },
);

test.each(GROUPS)("%s alone shows what there is, as a mistake", async (path, group) => {
  const { code, stdout, stderr } = await cli(path.split(" "));
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toContain(`Error: Which command?${usage(path)}`);
  for (const command of group.commands)
    if (!isMissing(command as CommandLine)) expect(stderr).toContain(command.name());
});

test.each(GROUPS)("%s with a word that is no command", async (path) => {
  expect(await cli([...path.split(" "), "no-such"])).toMatchObject({
    code: 2,
    stdout: "",
    stderr: expect.stringMatching(new RegExp(`^Error: No such command: no-such\\.[^]*Usage: modal-emulator ${path}`)),
  });
});

test.each(MISSING)("%s says why it is not there", async (path, command) => {
  const { code, stdout, stderr } = await cli([...path.split(" "), "some", "--words"]);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toContain(`Error: There is no command \`${path}\` offline. ${command.description()}\n\nUsage: `);
  expect(command.description()).toMatch(/^[A-Z`].*\.$/);
});

test("help of a command that does not exist", async () => {
  expect(await cli(["help", "volum"])).toMatchObject({
    code: 2,
    stdout: "",
    stderr: expect.stringMatching(/^Error: No such command: volum\. Did you mean `volume`\?/),
  });
});
