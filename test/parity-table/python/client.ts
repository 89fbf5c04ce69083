import { expect } from "vitest";
import * as modal from "modal-emulator";
import { App, Client, ClientClosed, InvalidError, Volume } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";
import { aFunction, anApp, INLINE } from "../inline.ts";
import { type Area, differs, expectAbsent, expectThrown, notOffline, refused, type Row, works } from "../row.ts";

/** Runs `body` while variables of this process are set. */
async function withVariables(variables: Readonly<Record<string, string>>, body: () => Promise<void>): Promise<void> {
  const before = Object.keys(variables).map((name) => [name, process.env[name]] as const);
  Object.assign(process.env, variables);
  try {
    await body();
  } finally {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
}

/** What an app does in a world that starts with these variables set. */
async function outcomeWith(variables: Readonly<Record<string, string>>): Promise<unknown> {
  let outcome: unknown;
  await withVariables(variables, async () => {
    await using world = await Emulator.start({ threads: 0 });
    const { app, fn } = aFunction();
    outcome = [await world.run(app, () => fn.remote("done")), [...world.events].length];
  });
  return outcome;
}

/** A variable that changes nothing. */
async function isIgnored(variables: Readonly<Record<string, string>>): Promise<void> {
  expect(await outcomeWith(variables)).toEqual(await outcomeWith({}));
}

const ACCOUNT =
  "there is no account and no cloud here; programs with Modal's own package are told by [`world.listen`](clients.md)";

function ignored(name: string, value: string, why: string): Row {
  return differs(name, "", why, () => isIgnored({ [name]: value }));
}

export const clients: Area = {
  title: "Client",
  rows: [
    works(
      "Client.from_env()",
      "Client.fromEnv()",
      () => {
        expect(Client.fromEnv()).toBeInstanceOf(Client);
      },
      "every client is that of the world in sight",
    ),
    works(
      "Client.from_credentials(token_id, token_secret)",
      "Client.fromCredentials(tokenId, tokenSecret)",
      async () => {
        await anApp().deploy({ name: "by-credentials" });
        expect((await Client.fromCredentials("ak-1", "as-1").lookup("by-credentials")).name).toBe("by-credentials");
      },
      "nobody looks at the token",
    ),
    works("client.hello() / is_closed() / async with", "client.hello() / isClosed() / await using", async () => {
      const client = Client.fromEnv();
      {
        await using _ = client;
        expect(await client.hello()).toBeUndefined();
      }
      expect(client.isClosed()).toBe(true);
      await expectThrown(() => client.hello(), ClientClosed, "closed");
    }),
    refused(
      "client= argument of every method",
      "",
      [InvalidError, 'Unknown option "client"'],
      async () => {
        expect(() => Volume.fromName("v", { client: 1 } as object)).toThrow('Unknown option "client"');
        await App.lookup("any", { client: 1 } as object);
      },
      "clients are those of the world in sight",
    ),
  ],
};

export const configuration: Area = {
  title: "Configuration",
  intro: "Variables of the process are read once, as a world starts; options of the world win.",
  rows: [
    works("MODAL_ENVIRONMENT (host)", "MODAL_ENVIRONMENT", () =>
      withVariables({ MODAL_ENVIRONMENT: "staging" }, async () => {
        await using world = await Emulator.start({ threads: 0 });
        expect(world.within(() => modal.Environment.fromContext().name)).toBe("staging");
      }),
    ),
    works("MODAL_DEV_SUFFIX", "MODAL_DEV_SUFFIX", () =>
      withVariables({ MODAL_DEV_SUFFIX: "mine" }, async () => {
        await using world = await Emulator.start({ threads: 0 });
        const app = anApp();
        const fn = app.function(
          { ...INLINE, name: "site" },
          modal.asgiApp(() => () => new Response("")),
        );
        expect(await world.run(app, () => fn.getWebUrl())).toContain("-mine.modal.run");
      }),
    ),
    works("MODAL_FORCE_BUILD / MODAL_IGNORE_CACHE", "the same", () =>
      withVariables({ MODAL_FORCE_BUILD: "1" }, async () => {
        await using world = await Emulator.start({ threads: 0 });
        await world.within(async () => {
          const app = await App.lookup("builds", { createIfMissing: true });
          const image = modal.Image.debianSlim().pipInstall("numpy");
          for (let round = 0; round < 2; round++) await image.build(app);
          expect(world.events.of("image.step").some(({ cached }) => cached)).toBe(false);
        });
      }),
    ),
    notOffline("MODAL_TOKEN_ID / MODAL_TOKEN_SECRET", ACCOUNT, () =>
      isIgnored({ MODAL_TOKEN_ID: "ak-1", MODAL_TOKEN_SECRET: "as-1" }),
    ),
    notOffline("MODAL_PROFILE", ACCOUNT, () => isIgnored({ MODAL_PROFILE: "other" })),
    notOffline("MODAL_CONFIG_PATH / ~/.modal.toml", ACCOUNT, () =>
      isIgnored({ MODAL_CONFIG_PATH: "/none/modal.toml" }),
    ),
    notOffline("MODAL_MAX_THROTTLE_WAIT", "nothing throttles", () => isIgnored({ MODAL_MAX_THROTTLE_WAIT: "1" })),
    ignored("MODAL_LOGLEVEL", "DEBUG", "ignored: nothing is logged but what apps write and the event log"),
    ignored("MODAL_LOG_PATTERN", "%(message)s", "ignored, as `MODAL_LOGLEVEL`"),
    ignored("MODAL_LOGS_TIMEOUT", "1", "ignored: logs are there at once"),
    ignored("MODAL_TRACEBACK", "1", "ignored: stacks always show the user's own files"),
    notOffline(
      "config.get / override_locally / to_dict",
      "there is little to configure: options of the world, and the variables above",
      () => expectAbsent(modal, "config"),
    ),
    differs(
      "modal.config.config, .modal.toml, MODAL_* settings",
      "",
      "the variables above, and options of the world",
      () => expectAbsent(modal, "config"),
    ),
  ],
};
