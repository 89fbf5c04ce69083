// Modal: docs/modal/web-endpoints.md#requests
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Emulator, type WorldServer } from "modal-emulator/emulator";
import * as connect from "./frameworks/connect-site.js";
import * as express from "./frameworks/express-site.js";
import * as fastify from "./frameworks/fastify-site.js";
import * as h3 from "./frameworks/h3-site.js";
import * as hono from "./frameworks/hono-site.js";
import * as koa from "./frameworks/koa-site.js";
import * as node from "./frameworks/node-site.js";
import { clientInWorld, clientOverSockets } from "./site-client.js";
import { siteTests } from "./site-suite.js";

const SITES = { hono, h3, express, fastify, connect, koa, node };
const warnings: string[] = [];
process.on("warning", ({ message }) => warnings.push(message));
const sites = Object.entries(SITES);

describe.each([0, 1])("threads: %i", (threads) => {
  let world: Emulator;
  let server: WorldServer;
  beforeAll(async () => {
    world = await Emulator.start({ threads, seed: 1 });
    for (const [, { app }] of sites) await world.deploy(app);
    server = await world.serve();
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    await world[Symbol.asyncDispose]();
  });

  describe.each(sites)("%s, by world.fetch", (_, { site }) => {
    siteTests(() =>
      clientInWorld(
        world,
        world.within(() => site.webUrl ?? ""),
      ),
    );
  });

  describe.each(threads === 1 ? sites : [])("%s, over a socket", (_, { site }) => {
    siteTests(() => clientOverSockets(server, site));
  });

  test("no container was lost, no input failed, and nothing was warned of", () => {
    expect(warnings).toEqual([]);
    const inputs = world.calls().flatMap((call) => call.inputs);
    expect(new Set(inputs.map(({ status }) => status))).toEqual(new Set(["SUCCESS"]));
  });
});
