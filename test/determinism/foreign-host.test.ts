import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const script = fileURLToPath(new URL("foreign-host.ts", import.meta.url));

function run(environment: Readonly<Record<string, string>>): { host: number; containers: unknown[] } {
  const output = execFileSync(process.execPath, [script], {
    env: { ...process.env, ...environment },
    encoding: "utf8",
  });
  return JSON.parse(output) as { host: number; containers: unknown[] };
}

test("containers see UTC and en-US, whatever the host has, on 0 and 1 threads and in a strict world", () => {
  const home = run({ TZ: "UTC", LC_ALL: "en_US.UTF-8" });
  const abroad = run({ TZ: "Asia/Tokyo", LC_ALL: "de_DE.UTF-8" });
  expect(home.host).toBe(0);
  expect(abroad.host).toBe(9); // the host itself keeps what it has
  expect(abroad.containers).toEqual(home.containers);
  const seen = [
    "Thu Jan 01 2026 00:00:00 GMT+0000 (Coordinated Universal Time)",
    "1/1/2026, 12:00:00 AM",
    "1,234.5",
    "UTC",
  ];
  expect(abroad.containers).toEqual(Array(3).fill(expect.arrayContaining(seen)));
});
