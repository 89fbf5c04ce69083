import type { IncomingMessage } from "node:http";
import type { Way } from "./gateway.js";

/** A web function, as its requests find it. */
export interface ServedFunction {
  /** Such as `hello` or `Model.predict`. */
  readonly tag: string;
  /** Where it is reached in its world, such as `https://emulator--app-hello.modal.run`. */
  readonly url: string;
  readonly customDomains: readonly string[];
  /** It is a port of a container: only by its name. */
  readonly isTunnel?: true;
  /** It is one for plain TCP, too. */
  readonly isPlain?: true;
}

/** Where a request is to go, or what it gets instead. */
export type Route = Way | { readonly status: number; readonly text: string };

/**
 * Where a request leads, by its `Host`: the name of a function before `.localhost`, a custom domain, or this machine
 * itself. Every other name is refused: a page of somewhere else could have it point here.
 * @param own the only function that can be meant
 */
export function routeOf(
  { url = "/", headers: { host = "" } }: Pick<IncomingMessage, "url" | "headers">,
  functions: readonly ServedFunction[],
  own?: string,
): Route {
  const name = host.replace(/:\d+$/, "").toLowerCase();
  const custom = functions.find(({ customDomains }) => customDomains.includes(name));
  const isLocal = name === "localhost" || name === "127.0.0.1" || name === "[::1]";
  if (!custom && !isLocal && !name.endsWith(".localhost"))
    return { status: 421, text: `${name || "A request without a host"} is not served here.\n` };
  const path = /^https?:\/\//i.test(url) ? url.replace(/^https?:\/\/[^/]*/i, "") || "/" : url;
  if (!path.startsWith("/") && path !== "*") return { status: 400, text: "Bad Request\n" };
  const found =
    own ??
    custom?.url ??
    (isLocal ? only(functions.filter(({ isTunnel }) => isTunnel !== true)) : byLabel(functions, name));
  if (found !== undefined) {
    const rest = path === "*" ? "/" : path;
    const localUrl = `http://${host}${rest}`;
    return { url: `${found}${rest}`, localUrl: URL.canParse(localUrl) ? localUrl : undefined };
  }
  const lines = functions.map((each) => `  ${each.tag}  http://${labelOf(each)}.localhost${portOf(host)}\n`);
  const problem = isLocal ? "There is more than one web function here." : `No web function has the label ${name}.`;
  return {
    status: 404,
    text: functions.length === 0 ? "No web function runs here.\n" : `${problem} There are:\n${lines.join("")}`,
  };
}

/** The part of an address that names a function, such as `app-hello`. */
export function labelOf({ url }: Pick<ServedFunction, "url">): string {
  const [first = ""] = new URL(url).hostname.split(".");
  const end = first.indexOf("--");
  return end < 0 ? first : first.slice(end + 2);
}

function only([first, ...others]: readonly ServedFunction[]): string | undefined {
  return others.length === 0 ? first?.url : undefined;
}

function byLabel(functions: readonly ServedFunction[], name: string): string | undefined {
  const label = name.slice(0, -".localhost".length);
  return functions.find((each) => labelOf(each) === label)?.url;
}

function portOf(host: string): string {
  return /:\d+$/.exec(host)?.[0] ?? "";
}
