// Modal: docs/modal/context-ids-and-logs.md#configuration
import { afterEach, describe, expect, test } from "vitest";
import { App, Environment, fastapiEndpoint, InvalidError } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";
import { expectRejection } from "../../support/expect-error.js";

const app = new App("shop");
const price = app.function(
  {},
  fastapiEndpoint({}, async function price() {
    return 3;
  }),
);

afterEach(() => {
  delete process.env["MODAL_ENVIRONMENT"];
  delete process.env["MODAL_DEV_SUFFIX"];
});

describe("MODAL_ENVIRONMENT", () => {
  test("is where names are looked up, as it is when the world starts", async () => {
    process.env["MODAL_ENVIRONMENT"] = "staging";
    await using world = await Emulator.start();
    process.env["MODAL_ENVIRONMENT"] = "later";
    expect(world.within(() => Environment.fromContext().name)).toBe("staging");
    await world.deploy(app);
    expect(world.events.of("app.deployed").map(({ environment }) => environment)).toEqual(["staging"]);
  });

  test("the option of the world wins, and an empty one is none", async () => {
    process.env["MODAL_ENVIRONMENT"] = "staging";
    await using first = await Emulator.start({ environment: "qa" });
    expect(first.within(() => Environment.fromContext().name)).toBe("qa");
    process.env["MODAL_ENVIRONMENT"] = "";
    await using second = await Emulator.start();
    expect(second.within(() => Environment.fromContext().name)).toBe("main");
  });

  test("a bad name is refused, and said to be the variable's", async () => {
    process.env["MODAL_ENVIRONMENT"] = "en-1";
    await expectRejection(() => Emulator.start(), InvalidError, "MODAL_ENVIRONMENT", '"en-1"');
  });
});

describe("MODAL_DEV_SUFFIX", () => {
  test("ends the addresses of apps that run, not of those that are deployed", async () => {
    process.env["MODAL_DEV_SUFFIX"] = "Ada";
    await using world = await Emulator.start();
    const running = await world.run(app, () => price.webUrl);
    await world.deploy(app);
    const deployed = world.within(() => price.webUrl);
    expect([running, deployed].map((url) => new URL(String(url)).hostname.split(".")[0])).toEqual([
      "emulator--shop-price-ada",
      "emulator--shop-price",
    ]);
  });

  test.each(["a-b", "ninechars"])("%s is refused", async (suffix) => {
    process.env["MODAL_DEV_SUFFIX"] = suffix;
    await expectRejection(() => Emulator.start(), InvalidError, "MODAL_DEV_SUFFIX", `"${suffix}"`);
  });
});
