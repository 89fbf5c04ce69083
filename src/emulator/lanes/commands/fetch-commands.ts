import { posix } from "node:path";
import { concat, encode } from "../processes/bytes.js";
import type { OwnProcess, Program } from "../processes/process.js";
import { untilAborted } from "../processes/until-aborted.js";
import { chunksOf } from "./byte-lines.js";
import { type CommandOptions, UsageError } from "./parsed-options.js";
import { comesWithin } from "./comes-within.js";
import { attempt, close, complain, native, openAs } from "./native-command.js";

/** Asks whatever is at a URL. */
export type Fetch = (request: Request) => Promise<Response>;

const MAX_REDIRECTS = 50;

/** What `curl` exits with. */
const CODES = {
  usage: 2,
  badUrl: 3,
  unresolved: 6,
  refused: 7,
  failed: 22,
  write: 23,
  timedOut: 28,
  redirects: 47,
} as const;

class FetchError extends Error {
  readonly code: number;

  constructor(message: string, code: number) {
    super(message);
    this.code = code;
  }
}

interface Asked {
  readonly url: string;
  readonly method: string;
  readonly headers: Headers;
  readonly body: Uint8Array<ArrayBuffer> | undefined;
  readonly follows: boolean;
  readonly limitMs: number;
}

/** Asks, and follows where it is sent. */
async function ask(process: OwnProcess, network: Fetch | undefined, asked: Asked): Promise<Response> {
  if (!network) throw new FetchError("there is no network", CODES.unresolved);
  let { url, method, body } = asked;
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
    const request = new Request(url, { method, headers: asked.headers, redirect: "manual", body: body ?? null });
    const response = await within(process, asked.limitMs, network(request));
    const location = response.headers.get("location");
    if (!asked.follows || location === null || response.status < 300 || response.status > 399) return response;
    url = new URL(location, url).href;
    if (response.status === 303 || (response.status < 303 && method === "POST")) [method, body] = ["GET", undefined];
  }
  throw new FetchError(`Maximum (${MAX_REDIRECTS}) redirects followed`, CODES.redirects);
}

async function within(process: OwnProcess, ms: number, answer: Promise<Response>): Promise<Response> {
  const failed = answer.catch((error: unknown) => {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    throw new FetchError(cause instanceof Error ? cause.message : String(cause), CODES.refused);
  });
  const response = await comesWithin(process, failed, ms);
  if (!response) throw new FetchError(`Operation timed out after ${ms} milliseconds`, CODES.timedOut);
  return response;
}

function urlOf(text: string): string {
  const url = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  if (!URL.canParse(url)) throw new FetchError("URL using bad/illegal format or missing URL", CODES.badUrl);
  return url;
}

async function contentOf(process: OwnProcess, path: string): Promise<Uint8Array<ArrayBuffer>> {
  const fd = path === "-" ? 0 : openAs(process, path, "r");
  const chunks: Uint8Array[] = [];
  for await (const chunk of chunksOf(process, fd)) chunks.push(chunk);
  if (fd !== 0) close(process, fd);
  return new Uint8Array(concat(chunks));
}

/** What `-d`, `--json`, `-F` and `-T` send. */
async function bodyOf(
  process: OwnProcess,
  options: CommandOptions,
  headers: Headers,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const parts: Uint8Array[] = [];
  for (const [name, value = ""] of options.given) {
    if (!["d", "raw", "binary", "urlencode", "json"].includes(name)) continue;
    const isFile = value.startsWith("@") && name !== "raw";
    let part: Uint8Array = isFile ? await contentOf(process, value.slice(1)) : encode(value);
    if (isFile && name === "d") part = part.filter((byte) => byte !== 10 && byte !== 13);
    if (name === "urlencode" && !isFile) {
      const [, key = "", text = value] = /^([^=]*=)([\s\S]*)$/.exec(value) ?? [];
      part = encode((key === "=" ? "" : key) + encodeURIComponent(text));
    }
    if (parts.length > 0 && name !== "json") parts.push(encode("&"));
    parts.push(part);
    const type = name === "json" ? "application/json" : "application/x-www-form-urlencoded";
    if (!headers.has("content-type")) headers.set("content-type", type);
    if (name === "json" && !headers.has("accept")) headers.set("accept", "application/json");
  }
  const forms = options.values("F");
  if (forms.length > 0) {
    const form = new FormData();
    for (const text of forms) {
      const [, name = "", at, value = ""] = /^([^=]*)=(@?)([\s\S]*)$/.exec(text) ?? [];
      const [path = ""] = value.split(";");
      if (at) form.append(name, new Blob([await contentOf(process, path)]), posix.basename(path));
      else form.append(name, value);
    }
    const encoded = new Response(form);
    headers.set("content-type", encoded.headers.get("content-type") ?? "multipart/form-data");
    return new Uint8Array(await encoded.arrayBuffer());
  }
  const upload = options.value("T");
  if (upload !== undefined) return contentOf(process, upload);
  return parts.length > 0 ? new Uint8Array(concat(parts)) : undefined;
}

function headersOf(options: CommandOptions): Headers {
  const headers = new Headers({ "user-agent": options.value("A") ?? "curl/8.5.0", accept: "*/*" });
  if (options.has("json")) headers.delete("accept");
  const user = options.value("u");
  if (user !== undefined) headers.set("authorization", `Basic ${btoa(user)}`);
  for (const text of options.values("H")) {
    const [, name = "", value = ""] = /^([^:;]+)[:;]\s*(.*)$/.exec(text) ?? [];
    if (value === "") headers.delete(name);
    else headers.set(name, value);
  }
  const cookies = options.values("b").filter((text) => text.includes("="));
  if (cookies.length > 0) headers.set("cookie", cookies.join("; "));
  if (options.has("e")) headers.set("referer", options.value("e") ?? "");
  return headers;
}

function head(response: Response): string {
  const status = `HTTP/1.1 ${response.status} ${response.statusText}`.trimEnd();
  return [status, ...[...response.headers].map(([name, value]) => `${name}: ${value}`), "", ""].join("\r\n");
}

/** Copies an answer as it comes. */
async function save(process: OwnProcess, response: Response, fd: number): Promise<number> {
  let size = 0;
  const reader = response.body?.getReader();
  for (let part = await next(); part && !part.done; part = await next()) {
    size += part.value.length;
    await process.write(fd, part.value);
  }
  return size;
  function next(): Promise<{ readonly done: false; readonly value: Uint8Array } | { readonly done: true }> | undefined {
    return reader && untilAborted(reader.read(), process.killed);
  }
}

async function curlOne(
  process: OwnProcess,
  network: Fetch | undefined,
  options: CommandOptions,
  text: string,
): Promise<number> {
  const headers = headersOf(options);
  let body = await bodyOf(process, options, headers);
  let url = urlOf(text);
  if (options.has("G") && body) {
    url += `${url.includes("?") ? "&" : "?"}${new TextDecoder().decode(body)}`;
    headers.delete("content-type");
    body = undefined;
  }
  const method = options.value("X") ?? (options.has("I") ? "HEAD" : options.has("T") ? "PUT" : body ? "POST" : "GET");
  const limit = options.value("m");
  const limitMs = limit === undefined ? Infinity : Number(limit) * 1_000;
  const started = process.system.now();
  const response = await ask(process, network, { url, method, headers, body, follows: options.has("L"), limitMs });
  const isFailure = response.status >= 400 && options.has("f", "fail-with-body");
  const named = options.has("O") ? posix.basename(new URL(url).pathname) : options.value("o");
  const isFile = named !== undefined && named !== "-" && !(isFailure && options.has("f"));
  const fd = isFile ? openAs(process, named, "w") : 1;
  if (options.has("i", "I")) await process.write(fd, head(response));
  const size = isFailure && options.has("f") ? 0 : await save(process, response, fd);
  if (isFile) close(process, fd);
  const written = options.value("w");
  if (written !== undefined) {
    const values: Readonly<Record<string, string>> = {
      http_code: String(response.status).padStart(3, "0"),
      response_code: String(response.status).padStart(3, "0"),
      size_download: String(size),
      content_type: response.headers.get("content-type") ?? "",
      url_effective: url,
      time_total: ((process.system.now() - started) / 1_000).toFixed(6),
    };
    const shown = written.replaceAll(/%\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
    await process.write(1, shown.replaceAll("\\n", "\n").replaceAll("\\t", "\t").replaceAll("\\r", "\r"));
  }
  if (isFailure) throw new FetchError(`The requested URL returned error: ${response.status}`, CODES.failed);
  return 0;
}

export function curl(network: Fetch | undefined): Program {
  return native(
    {
      flags: "sSLfiIkGOgvNj#46",
      values: "XHdoAumwTFbceDxr",
      long: {
        silent: "s", "show-error": "S", location: "L", fail: "f", "fail-with-body": "fail-with-body", include: "i", head: "I",
        insecure: "k", get: "G", "remote-name": "O", verbose: "v", "no-buffer": "N", request: "X=", header: "H=", data: "d=",
        "data-ascii": "d=", "data-raw": "raw=", "data-binary": "binary=", "data-urlencode": "urlencode=", json: "json=",
        output: "o=", "user-agent": "A=", user: "u=", "max-time": "m=", "connect-timeout": "connect=", "write-out": "w=",
        "upload-file": "T=", form: "F=", cookie: "b=", "cookie-jar": "c=", referer: "e=", retry: "retry=",
        "retry-delay": "retry-delay=", "retry-connrefused": "retry-refused", url: "url=", compressed: "compressed",
        "progress-bar": "#", "create-dirs": "create", proxy: "x=", http1_1: "http1",
      }, // prettier-ignore
    },
    async (process, options) => {
      const urls = [...options.values("url"), ...options.operands];
      if (urls.length === 0) throw new UsageError("no URL specified", CODES.usage);
      let code = 0;
      for (const url of urls) {
        try {
          await curlOne(process, network, options, url);
        } catch (error) {
          if (!(error instanceof FetchError)) throw error;
          code = error.code;
          if (!options.has("s") || options.has("S")) await process.write(2, `curl: (${code}) ${error.message}\n`);
        }
      }
      return code;
    },
    CODES.usage,
  );
}

export function wget(network: Fetch | undefined): Program {
  return native(
    {
      flags: "qcSnv",
      values: "OPTtU",
      long: {
        quiet: "q", "output-document": "O=", "directory-prefix": "P=", timeout: "T=", tries: "t=", header: "H=", spider: "spider",
        "post-data": "d=", method: "X=", "user-agent": "A=", "no-check-certificate": "k", "no-verbose": "q", progress: "progress=",
        "show-progress": "show",
      }, // prettier-ignore
    },
    async (process, options) => {
      if (options.operands.length === 0) throw new UsageError("missing URL");
      let code = 0;
      for (const text of options.operands) {
        try {
          const url = urlOf(text);
          const headers = headersOf(options);
          const body = await bodyOf(process, options, headers);
          const method = options.value("X") ?? (body ? "POST" : options.has("spider") ? "HEAD" : "GET");
          const limitMs = options.has("T") ? Number(options.value("T")) * 1_000 : Infinity;
          const response = await ask(process, network, { url, method, headers, body, follows: true, limitMs });
          if (response.status >= 400) throw new FetchError(`ERROR ${response.status}: ${response.statusText}.`, 8);
          if (options.has("spider")) continue;
          const name = posix.basename(new URL(url).pathname) || "index.html";
          const path = options.value("O") ?? posix.join(options.value("P") ?? ".", name);
          const fd = path === "-" ? 1 : await attempt(process, path, () => openAs(process, path, "w"));
          if (fd === undefined) return 3;
          await save(process, response, fd);
          if (fd !== 1) close(process, fd);
          if (!options.has("q") && path !== "-") await process.write(2, `‘${path}’ saved\n`);
        } catch (error) {
          if (!(error instanceof FetchError)) throw error;
          if (!options.has("q")) await complain(process, error.message);
          code = error.code === CODES.refused || error.code === CODES.unresolved ? 4 : error.code === 8 ? 8 : 1;
        }
      }
      return code;
    },
    2,
  );
}
