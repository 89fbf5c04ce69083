import { expect, test } from "vitest";
import type { ContainerSettings } from "../../src/contract/container-settings.js";
import { Kernel } from "../../src/emulator/kernel/kernel.js";
import type { ContainerSpec } from "../../src/emulator/kernel/protocol.js";
import { ContainerLife } from "../../src/emulator/life/container-life.js";
import { Containers } from "../../src/emulator/life/containers.js";
import { AppRecord } from "../../src/emulator/records/app-record.js";
import type { Container } from "../../src/emulator/records/container.js";
import type { ContainerTarget } from "../../src/emulator/records/container-target.js";
import type { ContainerOwner } from "../../src/emulator/records/container-owner.js";

/** Something that is no function and has one container: it notes what it hears of it. */
class Sandbox implements ContainerOwner {
  readonly startupTimeoutMs = 60_000;
  readonly hasExit = true;
  readonly attempts = [];
  readonly heard: string[] = [];
  readonly target: ContainerTarget = {
    id: "sb-0123456789ABCDEFGHIJKL",
    app: new AppRecord({
      id: "ap-0123456789ABCDEFGHIJKL",
      name: "sandboxes",
      environment: "main",
      state: "ephemeral",
      createdAt: 0,
    }),
    tag: "sandbox",
    service: undefined,
  };

  spec = () => ({}) as ContainerSpec;
  snapshot = () => undefined;
  started = () => void this.heard.push("started");
  ready = () => void this.heard.push("ready");
  idled = () => void this.heard.push("idled");
  retires = () => void this.heard.push("retires");
  left = () => void this.heard.push("left");
  adjust = () => void this.heard.push("adjust");
  startFailed = () => void this.heard.push("startFailed");
  abandoned = (reason: string) => void this.heard.push(`abandoned: ${reason}`);
  lost = (reason: string) => void this.heard.push(`lost: ${reason}`);
  failed = (status: string) => void this.heard.push(`failed: ${status}`);
  reported = () => void this.heard.push("reported");
  hears = () => true;
}

function world() {
  const kernel = new Kernel("seed", 0);
  const containers = new Containers(kernel);
  const life = new ContainerLife(kernel, containers, {
    coldStartMs: 1000,
    startTrouble: () => ({ delayMs: 0, error: undefined }),
  });
  const owner = new Sandbox();
  const settings = { cpu: { requestMilli: 125 } } as ContainerSettings;
  const create = (): Container => life.create({ owner, settings, reason: "asked for" });
  /** Moves time to the next timer. */
  const pass = (): number => {
    const timer = kernel.timers.take();
    kernel.now = timer?.at ?? kernel.now;
    timer?.fire();
    return kernel.now;
  };
  const types = (): string[] =>
    [...kernel.events].map(({ type }) => type).filter((type) => type.startsWith("container."));
  return { kernel, containers, life, owner, create, pass, types };
}

test("a container of something else than a function lives as any other", () => {
  const { containers, life, owner, create, pass, types } = world();
  const container = create();
  expect([container.state, pass(), container.state]).toEqual(["created", 1000, "starting"]);
  life.started(container);
  life.begin(container);
  expect(container.state).toBe("busy");
  life.rest(container);
  life.watchIdle(container, 5000);
  expect([pass(), container.state]).toEqual([6000, "idle"]);
  life.stop(container, "terminated");
  expect(container.state).toBe("exiting");
  life.exited(container, undefined);
  expect([container.state, ...containers.alive]).toEqual(["stopped"]);
  expect(containers.originOf(container.id)).toMatchObject({
    target: { tag: "sandbox" },
    settings: { cpu: { requestMilli: 125 } },
  });
  expect(types()).toEqual(["container.created", "container.started", "container.exiting", "container.stopped"]);
  expect(owner.heard).toEqual([
    "started",
    "ready",
    "idled",
    "left",
    "abandoned: terminated",
    "adjust",
    "lost: terminated",
  ]);
});

test("a start has a limit", () => {
  const { owner, create, pass } = world();
  const container = create();
  pass();
  expect([pass(), container.state]).toEqual([61_000, "stopped"]);
  expect(owner.heard).toContain("startFailed");
});

test("what is interrupted has a grace, after which it ends", () => {
  const { life, create, pass, kernel } = world();
  const container = create();
  pass();
  life.started(container);
  life.begin(container);
  life.preempt(container, "preempted");
  expect([container.state, container.interruption]).toEqual(["exiting", "patient"]);
  expect([pass(), container.state]).toEqual([31_000, "stopped"]);
  expect(kernel.events.of("container.stopped")[0]?.reason).toBe("what it ran took longer than 30000 ms to end");
  expect(pass()).toBe(31_000); // no timer of it is left
});

test("no state is left the wrong way", () => {
  const { life, create } = world();
  expect(() => life.started(create())).toThrow("A container cannot go from created to idle.");
});

test("no timer of a container outlives it, whenever it is ended", () => {
  for (const passes of [0, 1, 2]) {
    const { kernel, life, create, pass } = world();
    const container = create();
    for (let index = 0; index < passes; index++) pass();
    life.drop(container, "asked for");
    expect(kernel.timers.next).toBeUndefined();
  }
});
