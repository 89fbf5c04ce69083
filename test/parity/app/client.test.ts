// Modal: docs/modal/secrets-proxies-workspaces.md#clients
import { expect } from "vitest";
import { App, Client, ClientClosed, ExecutionError, InvalidError } from "modal-emulator";
import { test } from "modal-emulator/vitest";
import { expectError, expectRejection } from "../../support/expect-error.js";

const app = new App("of-clients");

test("a client answers until it is closed", async ({ world }) => {
  await world.deploy(app);
  await world.within(async () => {
    const client = Client.fromCredentials("ak-1", "as-1");
    {
      await using _ = client;
      await client.hello();
      expect((await client.lookup("of-clients")).appId).toMatch(/^ap-/);
      expect(client.isClosed()).toBe(false);
    }
    expect(client.isClosed()).toBe(true);
    await expectRejection(() => client.hello(), ClientClosed, "client.hello");
    await expectRejection(() => client.lookup("of-clients"), ClientClosed, "client.lookup");
    expect(Client.fromEnv().isClosed()).toBe(false);
  });
});

test("it needs a world, and credentials that are texts", async () => {
  await expectRejection(() => Client.fromEnv().hello(), ExecutionError, "client.hello");
  expectError(() => Client.fromCredentials("ak-1", ""), InvalidError, "Client.fromCredentials");
  // @ts-expect-error a number
  expectError(() => Client.fromCredentials(1, "as-1"), InvalidError, "Client.fromCredentials", "1");
});
