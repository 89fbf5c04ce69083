import type { ModalClient, Sandbox } from "modal";
import { Emulator, type RpcFaultOptions, type WorldEvent } from "modal-emulator/emulator";
import { modalClient } from "modal-emulator/client";
import { app } from "./client-app.js";
import type { ClientProgram, ClientStep } from "./client-programs.js";

/** Something that goes wrong with calls. */
export type CallFault = RpcFaultOptions & { readonly method: string | RegExp };

export interface ClientsRun {
  readonly events: readonly WorldEvent[];
  readonly results: readonly unknown[];
}

/** What the flows of a client share. */
interface Shared {
  readonly modal: ModalClient;
  readonly sandbox: Sandbox;
}

/** Runs flows of a client of Modal's side by side in a world of their own. */
export async function runClients(
  programs: readonly ClientProgram[],
  { faults, ...options }: { seed: number; threads: number; faults: readonly CallFault[] },
): Promise<ClientsRun> {
  await using world = await Emulator.start(options);
  await world.deploy(app);
  const modal = await modalClient(world);
  const sandboxes = await modal.apps.fromName("sandboxes", { createIfMissing: true });
  const sandbox = await modal.sandboxes.create(sandboxes, modal.images.fromRegistry("debian:12"), {
    timeoutMs: 3_600_000,
  });
  for (const { method, ...fault } of faults) world.faults.rpc(method, fault);
  const shared = { modal, sandbox };
  const results = await Promise.all(programs.map((program) => run(program, shared)));
  await outcome(sandbox.terminate());
  await world.clock.runUntilIdle();
  return { events: [...world.events], results: [...results, world.clock.now()] };
}

async function run(program: ClientProgram, shared: Shared): Promise<unknown[]> {
  const results: unknown[] = [];
  for (const step of program) results.push(await outcome(perform(step, shared)));
  return results;
}

async function perform(step: ClientStep, { modal, sandbox }: Shared): Promise<unknown> {
  const fn = (name: string) => modal.functions.fromName("client-programs", name);
  const queue = (name: string) => modal.queues.fromName(name, { createIfMissing: true });
  switch (step.kind) {
    case "call":
      return (await fn(step.fn)).remote([step.x]);
    case "spawn": {
      const call = await (await fn("nap")).spawn([step.x]);
      if (step.then === "forget") return "forgotten";
      if (step.then === "cancel") await call.cancel();
      return call.get(step.then === "poll" ? { timeoutMs: 1500 } : {});
    }
    case "method": {
      const cls = await modal.cls.fromName("client-programs", "Counter");
      return (await cls.instance({ start: step.start })).method("next").remote([]);
    }
    case "put":
      return (await queue(step.queue)).put(step.value);
    case "get":
      return (await queue(step.queue)).get({ timeoutMs: step.timeoutMs });
    case "len":
      return (await queue(step.queue)).len();
    case "iterate": {
      const items: unknown[] = [];
      for await (const item of (await queue(step.queue)).iterate({ itemPollTimeoutMs: 100 })) items.push(item);
      return items;
    }
    case "exec": {
      const process = await sandbox.exec(["sh", "-c", step.command]);
      return [await process.stdout.readText(), await process.wait()];
    }
    case "file": {
      await sandbox.filesystem.writeText(step.text, "/tmp/f");
      return sandbox.filesystem.readText("/tmp/f");
    }
    case "stats":
      return (await fn("square")).getCurrentStats();
  }
}

async function outcome(result: Promise<unknown>): Promise<unknown> {
  try {
    return await result;
  } catch (error) {
    return String(error).replaceAll(UUID, "…"); // such as that of a command, which the client has made up
  }
}

const UUID = /[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}/g;
