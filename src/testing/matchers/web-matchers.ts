import { InvalidError } from "../../contract/errors.js";
import type { AnyFunction } from "../../api/types/function-types.js";
import { checkOptions, describe } from "../../checks/options.js";
import type { Emulator } from "../../emulator/world/emulator.js";
import { checkTimes, count, functionOf, type Result, type Task } from "./matcher.js";
import { worldOf } from "./world-of.js";

/** Which answers count. */
export interface ServedExpectation {
  /** From 100 to 599; 0 for clients that left before there was one. */
  status?: number;
  /** Of the URL, such as `/tea`, without the query. */
  path?: string;
  /** In capitals. */
  method?: string;
  /** Exactly so many; at least one, if it is left out. */
  times?: number;
}

type Served = readonly { readonly method: string; readonly path: string; readonly status: number }[];

export function toHaveServed(task: Task, fn: unknown, expected: ServedExpectation = {}): Result {
  checkOptions("toHaveServed", expected, ["status", "path", "method", "times"]);
  const { status, path, method, times } = expected;
  checkTimes("toHaveServed", times);
  if (status !== undefined && !(Number.isInteger(status) && (status === 0 || (status >= 100 && status <= 599))))
    throw new InvalidError(
      `toHaveServed: option "status" must be a status such as 200, or 0 for clients that left, not ${describe(status)}.`,
    );
  if (path !== undefined && !(typeof path === "string" && path.startsWith("/")))
    throw new InvalidError(`toHaveServed: option "path" must be a path such as "/tea", not ${describe(path)}.`);
  if (method !== undefined && !(typeof method === "string" && method === method.toUpperCase()))
    throw new InvalidError(
      `toHaveServed: option "method" must be a method in capitals such as "GET", not ${describe(method)}.`,
    );
  const handle = functionOf("toHaveServed", fn);
  const all = served(worldOf(task, "toHaveServed", handle), handle);
  const found = all.filter(
    (each) =>
      (status === undefined || each.status === status) &&
      (path === undefined || each.path === path) &&
      (method === undefined || each.method === method),
  );
  const pass = times === undefined ? found.length > 0 : found.length === times;
  const wanted = [method, path, status === undefined ? undefined : `with ${status}`].filter(Boolean).join(" ");
  return {
    pass,
    message: () =>
      `expected \`${handle.name}\`${pass ? " not" : ""} to have served ${wanted || "a request"}${times === undefined ? "" : ` ${count(times)}`}, but it has served ${listed(all)}`,
  };
}

/** Answers that are over. */
function served(world: Emulator, fn: AnyFunction): Served {
  const own = new Set(world.calls(fn).map(({ callId }) => callId));
  return world.events.of("web.response").filter(({ call }) => own.has(call));
}

/** Most that a message lists. */
const MOST = 10;

function listed(all: Served): string {
  if (all.length === 0) return "nothing";
  const lines = all.slice(-MOST).map(({ method, path, status }) => `${method} ${path} ${status || "(left)"}`);
  return `${all.length > MOST ? `${all.length} requests, at last ` : ""}${lines.join(", ")}`;
}
