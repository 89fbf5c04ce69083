import { expect, test } from "vitest";
import { decode } from "../../src/emulator/lanes/processes/bytes.js";
import { Terminal } from "../../src/emulator/lanes/processes/terminal-device.js";
import type { Process } from "../../src/emulator/lanes/processes/process.js";
import { FakeMachine, settle } from "../support/fake-machine.js";

/** Runs a command at a terminal, with what its screen shows. */
const at = (
  argv: readonly string[],
  columns = 80,
): { terminal: Terminal; process: Process; screen: () => Promise<string> } => {
  const { machine } = new FakeMachine({ files: { "/w/a": "", "/w/bb": "", "/w/ccc": "" } });
  const terminal = new Terminal((group, signal) => machine.killGroup(group, signal), { window: { columns, rows: 10 } });
  const process = machine.spawn({
    argv,
    cwd: "/w",
    env: new Map(),
    files: new Map([0, 1, 2].map((fd) => [fd, terminal.file])),
  });
  terminal.file.release();
  terminal.foreground = process.group;
  let shown = "";
  void (async () => {
    for (let chunk = await terminal.screen.read(); chunk.length > 0; chunk = await terminal.screen.read())
      shown += decode(chunk);
  })();
  return { terminal, process, screen: async () => (await settle(), shown) };
};

test("hands on lines, and shows what is typed", async () => {
  const { terminal, process, screen } = at(["cat"]);
  await terminal.type("hex\x7fy");
  expect(await screen()).toBe("hex\b \by");
  await terminal.type("\r");
  expect(await screen()).toBe("hex\b \by\r\nhey\r\n");
  await terminal.type("\x04");
  await settle();
  expect(process.status?.code).toBe(0);
  await expect(terminal.type("x")).rejects.toMatchObject({ code: "EPIPE" });
});

test("Ctrl-C signals the foreground, as does whoever hangs up or resizes", async () => {
  const one = at(["sleep", "100"]);
  await settle();
  await one.terminal.type("typed\x03");
  expect([one.process.status?.code, await one.screen()]).toEqual([130, "typed^C\r\n"]);
  const other = at(["cat"]);
  await settle();
  other.terminal.resize({ columns: 20, rows: 5 });
  expect([other.process.status, other.terminal.window.columns]).toEqual([undefined, 20]);
  other.terminal.hangUp();
  expect(other.process.status?.code).toBe(129);
});

test("raw keys are not looked at", async () => {
  const { terminal, process, screen } = at(["head", "-c", "3"]);
  terminal.isRaw = true;
  terminal.echoes = false;
  await terminal.type("\x03\x04x");
  expect([await screen(), process.status?.code]).toEqual(["\x03\x04x", 0]);
});

test("programs show more there, as wide as it is", async () => {
  expect(await at(["ls"]).screen()).toBe("a  bb  ccc\r\n");
  expect(await at(["ls"], 8).screen()).toBe("a   ccc\r\nbb\r\n");
  expect(await at(["tty"]).screen()).toBe("/dev/pts/0\r\n");
  expect(await at(["test", "-t", "1"]).process.ended).toMatchObject({ code: 0 });
  expect(await at(["nohup", "echo", "hi"]).screen()).toContain("appending output to 'nohup.out'");
});
