import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { execSync } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import {
  App,
  CloudBucketMount,
  enter,
  experimental,
  forward,
  Image,
  method,
  NetworkFileSystem,
  Secret,
  Volume,
} from "modal-emulator";

/** Functions whose containers have realms of their own, with environment variables, files and a network. */
export const inside = new App("inside");

export const readsEnv = inside.function({ env: { FROM_ENV: "env" } }, async function readsEnv(name: string) {
  return process.env[name];
});

export const readsSecret = inside.function(
  { secrets: [Secret.fromObject({ KEY: "from a secret" })] },
  async function readsSecret() {
    return process.env["KEY"];
  },
);

export const readsDotenv = inside.function(
  { secrets: [Secret.fromDotenv(import.meta.dirname, { filename: "row.env" })] },
  async function readsDotenv() {
    return process.env["FROM_DOTENV"];
  },
);

export const readsImage = inside.function(
  {
    image: Image.debianSlim()
      .env({ FROM_IMAGE: "image" })
      .workdir("/srv")
      .addLocalFile(import.meta.filename, "/data/inside.ts")
      .addLocalDir(import.meta.dirname, "/folder", { ignore: ["app.ts"] }),
  },
  async function readsImage() {
    const files = ["/data/inside.ts", "/folder/areas.ts", "/folder/app.ts"].map((path) => existsSync(path));
    return { env: process.env["FROM_IMAGE"], cwd: process.cwd(), files };
  },
);

export const mounted = inside.function(
  {
    volumes: {
      "/volume": Volume.fromName("inside", { createIfMissing: true }),
      "/bucket": new CloudBucketMount("bucket"),
    },
    networkFileSystems: { "/shared": NetworkFileSystem.fromName("shared", { createIfMissing: true }) },
  },
  async function mounted(path: string, text?: string) {
    if (text !== undefined) writeFileSync(path, text);
    return readFileSync(path, "utf8");
  },
);

export const child = inside.function(
  { volumes: { "/volume": Volume.fromName("children", { createIfMissing: true }) } },
  async function child() {
    writeFileSync("/volume/a", "text");
    return execSync("cat /volume/a", { encoding: "utf8" });
  },
);

export const blocked = inside.function({ blockNetwork: true }, async function blocked(url: string) {
  return (await fetch(url)).status;
});

export const SlowStart = inside.cls(
  { startupTimeoutMs: 1000 },
  class SlowStart {
    load = enter(() => sleep(5000));
    answer = method(async () => 42);
  },
);

const files = Volume.fromName("commits", { createIfMissing: true });

export const commits = inside.function({ volumes: { "/files": files } }, async function commits(path: string) {
  writeFileSync(`/files/${path}`, path);
  await files.commit();
});

export const reloads = inside.function({ volumes: { "/files": files } }, async function reloads(path: string) {
  const before = existsSync(`/files/${path}`);
  await files.reload();
  return [before, existsSync(`/files/${path}`)];
});

export const tunnels = new App("tunnels");

export const forwards = tunnels.function({}, async function forwards() {
  await using tunnel = await forward(8000);
  await sleep(10_000);
  return tunnel.url;
});

export const clusters = new App("clusters");

export const ranks = clusters.function(
  {},
  experimental.clustered({ size: 2 }, async function ranks() {
    return experimental.getClusterInfo();
  }),
);
