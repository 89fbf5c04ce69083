import { expect } from "vitest";
import { App, concurrent, experimental, Function_, Image, NotFoundError } from "modal-emulator";
import { aFunction } from "../inline.ts";
import { type Area, expectAbsent, expectThrown, notOffline, type Row, works } from "../row.ts";
import { clusters, ranks } from "./inside.ts";

/** A row of what needs Modal's own network. */
function flash(name: string, here: string): Row {
  return notOffline(name, "Modal's own proxy of addresses; `app.server`, `forward`", () =>
    expectAbsent(experimental, here),
  );
}

export const experiments: Area = {
  title: "modal.experimental",
  rows: [
    works(
      "clustered(size, broadcast, rdma, fabric_size)",
      "experimental.clustered(options, fn)",
      async (world) => {
        await clusters.run(() => ranks.remote());
        expect(world.containers(ranks)).toHaveLength(2);
      },
      "all ranks end before the result counts, and the first that throws fails the input; addresses are made up; generators are refused ([guide](batching-and-concurrency.md#clusters))",
    ),
    works("get_cluster_info()", "experimental.getClusterInfo()", async () => {
      expect(await clusters.run(() => ranks.remote())).toMatchObject({ rank: 0, containerIps: { length: 2 } });
    }),
    works("stop_fetching_inputs", "experimental.stopFetchingInputs()", async (world) => {
      const { app, fn } = aFunction({}, async () => experimental.stopFetchingInputs());
      await app.run(async () => [await fn.remote(), await fn.remote()]);
      expect(world.containers(fn)).toHaveLength(2);
    }),
    works("get_local_input_concurrency", "experimental.getLocalInputConcurrency()", async () => {
      const { app, fn } = aFunction(
        {},
        concurrent({ maxInputs: 3 }, async () => experimental.getLocalInputConcurrency()),
      );
      expect(await app.run(() => fn.remote())).toBe(3);
    }),
    works(
      "set_local_input_concurrency",
      "experimental.setLocalInputConcurrency(n)",
      async () => {
        const { app, fn } = aFunction(
          {},
          concurrent({ maxInputs: 3 }, async () => {
            await experimental.setLocalInputConcurrency(2);
            return experimental.getLocalInputConcurrency();
          }),
        );
        expect(await app.run(() => fn.remote())).toBe(2);
      },
      "never more than `maxInputs`; the autoscaler goes on by the target of the function",
    ),
    works("list_deployed_apps", "experimental.listDeployedApps({ environment })", async () => {
      await aFunction().app.deploy({ name: "listed" });
      expect((await experimental.listDeployedApps()).map(({ name }) => name)).toContain("listed");
    }),
    works("get_app_lifecycle", "experimental.getAppLifecycle(name)", async (world) => {
      await aFunction().app.deploy({ name: "living" });
      const deployedAt = new Date(world.clock.now());
      expect(await experimental.getAppLifecycle("living")).toMatchObject({ state: "deployed", version: 1, deployedAt });
    }),
    works("stop_app", "experimental.stopApp(name)", async () => {
      await aFunction().app.deploy({ name: "stopped" });
      await experimental.stopApp("stopped");
      await expectThrown(() => Function_.fromName("stopped", "fn").remote(1), NotFoundError);
    }),
    works("get_app_objects", "experimental.getAppObjects(name)", async () => {
      await aFunction().app.deploy({ name: "objects" });
      const { fn } = await experimental.getAppObjects("objects");
      expect(await (fn as ReturnType<typeof aFunction>["fn"]).remote(8)).toBe(8);
    }),
    works("image_delete", "experimental.imageDelete(id), Image.delete(id)", async () => {
      const image = await Image.debianSlim().build(await App.lookup("builds", { createIfMissing: true }));
      await experimental.imageDelete(image.objectId ?? "");
      await expectThrown(() => Image.fromId(image.objectId ?? "").hydrate(), NotFoundError);
    }),
    notOffline("get_fabric_peers", "there are no fabrics: `getClusterInfo().fabricIds` says who would share one", () =>
      expectAbsent(experimental, "getFabricPeers"),
    ),
    flash("flash_forward", "flashForward"),
    flash("flash_prometheus_autoscaler", "flashPrometheusAutoscaler"),
    flash("flash_get_containers", "flashGetContainers"),
    notOffline("http_server", "an older name: `app.server`, `webServer`", () =>
      expectAbsent(experimental, "httpServer"),
    ),
  ],
};
