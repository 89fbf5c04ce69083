import { App, Image, NetworkFileSystem, Secret, Volume } from "modal-emulator";

const base = Image.debianSlim();

export class NoSpace extends Error {
  readonly bytes = 12;
}

export function fail() {
  console.error("about to fail");
  throw new NoSpace("no space left");
}

export async function hang() {
  await new Promise(() => setInterval(() => undefined, 1000));
}

export function spin() {
  for (;;);
}

export function leave() {
  process.exit(3);
}

export function crash() {
  process.kill(process.pid, "SIGKILL");
}

export function fill() {
  process.getBuiltinModule("fs").writeFileSync("/opt/too-much", Buffer.alloc(3 * 2 ** 20));
}

export function touch() {
  return Symbol("cannot be sent");
}

/** A helper, such as one of another module. */
export function withTouch(image: Image): Image {
  return image.runFunction(touch);
}

/** Adds its options to a file that others see. */
export async function keeps(name: string, options: { text?: string } = {}) {
  process.getBuiltinModule("fs").writeFileSync(`/shared/${name}`, `${name} ${options.text}`);
}

export const images = {
  keeps: base.runFunction(keeps, {
    args: ["kept"],
    kwargs: { text: "as an option" },
    networkFileSystems: { "/shared": NetworkFileSystem.fromName("kept", { createIfMissing: true }) },
  }),
  noFileSystem: base.runFunction(touch, { networkFileSystems: { "/data": NetworkFileSystem.fromName("nowhere") } }),
  fail: base.runFunction(fail),
  hang: base.runFunction(hang, { timeoutMs: 60_000 }),
  spin: base.runFunction(spin),
  leave: base.runFunction(leave),
  crash: base.runFunction(crash),
  fill: base.runFunction(fill),
  touch: base.pipe(withTouch),
  noSecret: base.runFunction(touch, { secrets: [Secret.fromName("nowhere")] }),
  noVolume: base.runFunction(touch, { volumes: { "/data": Volume.fromName("nowhere") } }),
};

export const builder = new App("builder");
