import { expect } from "vitest";
import { App, CloudBucketMount, Environment, Proxy, Secret } from "modal-emulator";
import { INLINE } from "../inline.ts";
import { type Area, works } from "../row.ts";
import { ofClient } from "./of-client.ts";

const app = new App("js-listed");
app.function(INLINE, async function listed() {});

export const resources: Area = {
  title: "Proxy, CloudBucketMount and Environment",
  prepare: (world) => world.proxies.create("js-proxy"),
  deploys: [app],
  rows: [
    ofClient(
      "ProxyService.fromName(name, { environment })",
      "Proxy.fromName(name, { environment })",
      async ({ proxies }) => {
        expect((await proxies.fromName("js-proxy", { environment: "main" })).proxyId).toMatch(/^pr-/);
      },
    ),
    works(
      "Proxy.proxyId",
      "proxy.proxyId",
      async () => {
        const proxy = await Proxy.fromName("js-proxy").hydrate();
        expect(proxy.proxyId).toBe(proxy.objectId);
      },
      "as `volumeId`",
    ),
    ofClient(
      "CloudBucketMountService.create(name, { secret, readOnly, requesterPays, bucketEndpointUrl, keyPrefix, oidcAuthRoleArn })",
      "new CloudBucketMount(name, { … })",
      async ({ cloudBucketMounts, secrets }) => {
        const secret = await secrets.fromObject({ AWS_ACCESS_KEY_ID: "a" });
        const made = cloudBucketMounts.create("bkt", { secret, readOnly: true, keyPrefix: "a/" });
        expect([made.bucketName, made.readOnly, made.keyPrefix]).toEqual(["bkt", true, "a/"]);
      },
    ),
    works(
      "CloudBucketMount: bucketName, secret, readOnly, requesterPays, bucketEndpointUrl, keyPrefix, oidcAuthRoleArn",
      "the same members",
      () => {
        const options = {
          secret: Secret.fromObject({ A: "1" }),
          readOnly: true,
          requesterPays: true,
          bucketEndpointUrl: "https://a.r2.cloudflarestorage.com",
          keyPrefix: "a/",
          oidcAuthRoleArn: "arn",
        };
        expect(new CloudBucketMount("bkt", options)).toMatchObject({ bucketName: "bkt", ...options });
      },
      "and `definition`, all of it as plain data",
    ),
    ofClient(
      "EnvironmentService.fromName(name, { createIfMissing })",
      "Environment.fromName(name, { createIfMissing })",
      async ({ environments }) => {
        const made = await environments.fromName("js-made", { createIfMissing: true });
        expect([made.name, made.environmentId]).toEqual(["js-made", expect.stringMatching(/^en-/)]);
      },
    ),
    ofClient(
      "EnvironmentObjectsService: create, list, delete",
      "Environment.objects.create, list, delete",
      async ({ environments: { objects } }) => {
        await objects.create("js-other");
        expect(await Array.fromAsync(objects.list(), ({ name }) => name)).toContain("js-other");
        await objects.delete("js-other");
        expect(await Array.fromAsync(objects.list(), ({ name }) => name)).not.toContain("js-other");
      },
    ),
    works(
      "Environment: environmentId, name",
      "environment.environmentId, environment.name",
      async () => {
        const environment = await Environment.fromName("main").hydrate();
        expect([environment.environmentId, environment.name]).toEqual([environment.objectId, "main"]);
      },
      "as `volumeId`",
    ),
    works("Environment.apps.list()", "environment.apps.list()", async () => {
      const listed = await Array.fromAsync(Environment.fromName("main").apps.list());
      expect(listed.map(({ appId, name }) => [appId, name])).toEqual([[app.appId, "js-listed"]]);
    }),
  ],
};
