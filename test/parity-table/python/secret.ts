import { expect } from "vitest";
import { NotFoundError, Secret } from "modal-emulator";
import { aFunction } from "../inline.ts";
import { inside, readsDotenv } from "./inside.ts";
import { type Area, expectAbsent, expectThrown, type Row, works } from "../row.ts";

/** A row of a constructor: what is in the environment of a function with this secret. */
function holds(name: string, here: string, make: () => Secret, values: object, note?: string): Row {
  const show = async () => {
    const secret = make();
    expect(secret.definition).toMatchObject({ values });
    const { app, fn } = aFunction({ secrets: [secret] });
    expect(await app.run(() => fn.remote(1))).toBe(1);
  };
  return works(name, here, show, note);
}

export const secrets: Area = {
  title: "Secret",
  intro:
    "Tests make stored ones by `world.secrets.set`, too; values of 4 characters or more are `***` in logs, the event log and reports ([guide](secrets-and-environments.md)).",
  prepare: (world) => world.buckets.create("bucket"),
  rows: [
    holds(
      "Secret.from_dict(env_dict)",
      "Secret.fromDict(values), Secret.fromObject(values)",
      () => Secret.fromDict({ A: "1", B: null }),
      { A: "1" },
    ),
    holds(
      "Secret.from_local_environ(keys)",
      "Secret.fromLocalEnviron(keys)",
      () => {
        process.env["PARITY_ROW"] = "row";
        try {
          return Secret.fromLocalEnviron(["PARITY_ROW"]);
        } finally {
          delete process.env["PARITY_ROW"];
        }
      },
      { PARITY_ROW: "row" },
    ),
    works(
      "Secret.from_dotenv(path, filename)",
      "Secret.fromDotenv(path, { filename })",
      async () => {
        expect(await inside.run(() => readsDotenv.remote())).toBe("dotenv");
      },
      "read when the secret is used",
    ),
    works(
      "Secret.from_name(name, environment_name, required_keys)",
      "Secret.fromName(name, { environment, requiredKeys })",
      async (world) => {
        world.secrets.set("keys", { A: "1" });
        expect(
          (await Secret.fromName("keys", { environment: "main", requiredKeys: ["A"] }).hydrate()).objectId,
        ).toMatch(/^st-/);
        await expectThrown(() => Secret.fromName("keys", { requiredKeys: ["B"] }).hydrate(), NotFoundError, "B");
      },
    ),
    works(
      "Secret.update(env_dict)",
      "secret.update(values)",
      async (world) => {
        world.secrets.set("updated", { A: "1" });
        await Secret.fromName("updated").update({ B: "2" });
        expect((await Secret.fromName("updated", { requiredKeys: ["A", "B"] }).hydrate()).name).toBe("updated");
      },
      "running containers see no update",
    ),
    works("Secret.info() / name / object_id / hydrate", "secret.info() / name / objectId / hydrate()", async () => {
      await Secret.objects.create("informed", { A: "1" });
      const secret = await Secret.fromName("informed").hydrate();
      expect(await secret.info()).toMatchObject({ name: "informed", createdAt: expect.any(Date) });
      expect([secret.name, secret.objectId]).toEqual(["informed", expect.stringMatching(/^st-/)]);
    }),
    works("Secret.objects.create / list / delete", "Secret.objects.create / list / delete", async () => {
      await Secret.objects.create("managed", { A: "1" });
      expect((await Secret.objects.list()).map(({ name }) => name)).toContain("managed");
      await Secret.objects.delete("managed");
      await expectThrown(() => Secret.fromName("managed").hydrate(), NotFoundError, "managed");
    }),
    works(
      "Secret.create_deployed (removed)",
      "",
      () => {
        expectAbsent(Secret, "createDeployed");
      },
      "not there, as on Modal 1.5.4: `Secret.objects.create`",
    ),
    works(
      "Secret.objects.list(max_objects, created_before, environment_name) / delete(allow_missing, environment_name)",
      "Secret.objects.list({ maxObjects, createdBefore, environment }) / delete({ allowMissing, environment })",
      async (world) => {
        for (const name of ["one", "two"]) await Secret.objects.create(name, { A: "1" }, { environment: "secrets" });
        expect(await Secret.objects.list({ maxObjects: 1, environment: "secrets" })).toHaveLength(1);
        const createdBefore = new Date(world.clock.now() - 1);
        expect(await Secret.objects.list({ createdBefore, environment: "secrets" })).toEqual([]);
        expect(await Secret.objects.delete("none", { allowMissing: true, environment: "secrets" })).toBeUndefined();
      },
    ),
  ],
};
