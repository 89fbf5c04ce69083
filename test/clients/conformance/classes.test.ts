// Source: declarations of modal@0.11.1
import { FunctionTimeoutError, NotFoundError, RemoteError } from "modal";
import { expect } from "vitest";
import { conform, rejects } from "./conform.js";

const APP = "conformance";

conform({
  "ClsService.fromName: what is there and what is not": async ({ modal }) => {
    const { cls } = modal;
    await cls.fromName(APP, "Counter", { version: 1 });
    await rejects(cls.fromName(APP, "Nope"), NotFoundError, "Class 'conformance/Nope' not found");
    await rejects(cls.fromName(APP, "echo"), NotFoundError, "not found");
    await rejects(cls.fromName("nope", "Counter"), NotFoundError, "not found");
    await rejects(cls.fromName(APP, "Counter", { environment: "nope" }), NotFoundError, "not found");
  },
  "Cls.instance ClsInstance.method: parameters of each type, with their defaults": async ({ modal }) => {
    const counter = await modal.cls.fromName(APP, "Counter");
    const byDefault = await counter.instance();
    expect(await byDefault.method("describe").remote()).toEqual(["none", 1, false, [7], true]);
    const given = await counter.instance({ label: "ä", start: -5, isLoud: true, bytes: new Uint8Array([1, 2]) });
    expect(await given.method("describe").remote()).toEqual(["ä", -5, true, [1, 2], true]);
    expect(await given.method("add").remote([10])).toBe(5);
    const call = await given.method("add").spawn([1]);
    expect(await call.get()).toBe(-4);
    expect(() => given.method("nope")).toThrow(NotFoundError);
  },
  "Cls.instance: without parameters, and with one that has no default": async ({ modal }) => {
    const plain = await (await modal.cls.fromName(APP, "Plain")).instance();
    expect(await plain.method("twice").remote([21])).toBe(42);
    const named = await modal.cls.fromName(APP, "Named");
    expect(await (await named.instance({ name: "Ada" })).method("hello").remote()).toBe("hello Ada");
    await rejects(named.instance(), Error, "name");
    await rejects(named.instance({ name: 5 }), Error, "name");
  },
  "Cls.withOptions Cls.withConcurrency Cls.withBatching: variants": async ({ modal }) => {
    const counter = await modal.cls.fromName(APP, "Counter");
    const secret = await modal.secrets.fromObject({ FROM_SECRET: "s" });
    const options = counter.withOptions({
      env: { FROM_ENV: "e" },
      secrets: [secret],
      cpu: 1,
      maxContainers: 1,
      timeoutMs: 60_000,
    });
    const instance = await options.instance({ start: 3 });
    expect(await instance.method("variable").remote(["FROM_ENV"])).toBe("e");
    expect(await instance.method("variable").remote(["FROM_SECRET"])).toBe("s");
    expect(await instance.method("add").remote([1])).toBe(4);
    expect(await (await counter.instance()).method("variable").remote(["FROM_ENV"])).toBeNull();
    const merged = await options.withOptions({ env: { OTHER: "o" } }).instance();
    expect(await merged.method("variable").remote(["OTHER"])).toBe("o");
    const wide = await counter.withConcurrency({ maxInputs: 10, targetInputs: 5 }).instance({ label: "wide" });
    expect(await wide.method("add").remote([1])).toBe(2);
    const batched = await (
      await modal.cls.fromName(APP, "Many")
    )
      .withBatching({ maxBatchSize: 3, waitMs: 500 })
      .instance();
    expect(await Promise.all([1, 2, 3].map((x) => batched.method("sizes").remote([x])))).toEqual([3, 3, 3]);
  },
  "ClsInstance.method: failures": async ({ modal }) => {
    const plain = await (await modal.cls.fromName(APP, "Plain")).withOptions({ timeoutMs: 1000 }).instance();
    expect(await plain.method("twice").remote([1])).toBe(2);
    const stuck = await (await modal.cls.fromName(APP, "Stuck")).instance();
    await rejects(stuck.method("wait").remote([9000]), FunctionTimeoutError, "");
    await rejects(stuck.method("fail").remote(["x"]), RemoteError, "RangeError: x");
  },
});
