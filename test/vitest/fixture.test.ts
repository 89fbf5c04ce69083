import { describe } from "vitest";
import { App, Retries } from "modal-emulator";
import { test } from "modal-emulator/vitest";

const app = new App("fixture");
const double = app.function({}, async function double(x: number) {
  return x * 2;
});
const flaky = app.function(
  { retries: new Retries({ maxRetries: 3 }) },
  async function flaky(url: string): Promise<string> {
    const response = await fetch(url);
    if (!response.ok) throw new Error(`${response.status} from ${url}`);
    return response.text();
  },
);

describe("the fixture", () => {
  test("runs an app that the test file itself defines", async ({ world, expect }) => {
    expect(await world.run(app, () => double.remote(21))).toBe(42);
    expect(double).toHaveRun({ times: 1 });
    expect(flaky).not.toHaveRun();
  });

  test("answers fetch, and tells of retries and their delays", async ({ world, expect }) => {
    let requests = 0;
    world.onFetch("https://news.example/*", () =>
      ++requests < 3 ? new Response("busy", { status: 503 }) : new Response("<h1>news</h1>"),
    );
    expect(await world.run(app, () => flaky.remote("https://news.example/today"))).toBe("<h1>news</h1>");
    expect(flaky).toHaveRetried({ times: 2, delaysMs: [1000, 2000] });
    expect(flaky).toHaveRun({ times: 1 });
  });

  for (const n of [1, 2, 3]) {
    test.concurrent(`gives each concurrent test a world of its own (${n})`, async ({ world, expect }) => {
      expect(await world.run(app, () => double.remote(n))).toBe(2 * n);
      expect(double).toHaveRun({ times: 1 });
    });
  }
});
