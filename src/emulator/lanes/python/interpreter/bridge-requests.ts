import { errorNumber } from "../bridge/error-numbers.js";
import type { LaneLink } from "./lane-link.js";
import { CallError } from "./call-error.js";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Is told where errors are made, and how they are to be: the words of `ErrorTranslation`. */
export type Translate = (words: readonly string[]) => void;

type Handler = (lane: LaneLink, words: readonly string[]) => string | number | void;

/** What the code that begins each run asks, which no call of C is for: words, divided by zeros. */
const HANDLERS: Readonly<Record<string, Handler>> = {
  window: (lane, [fd]) => {
    const window = lane.ask("terminal", { fd: Number(fd) });
    if (!window) throw new CallError("ENOTTY");
    return `${window.columns} ${window.rows}`;
  },
  changes: (lane) => lane.changes,
  sleep: (lane, [seconds]) => lane.ask("sleep", { ms: Number(seconds) * 1_000 }),
  spawn: (lane, [cwd = "/", group, restores, files = "", count, ...rest]) => {
    const argv = rest.slice(0, Number(count));
    const env = rest.slice(argv.length).map((pair) => {
      const at = pair.indexOf("=", 1);
      return [pair.slice(0, at), pair.slice(at + 1)] as const;
    });
    const pairs = files.split(" ").flatMap((pair) => {
      const [child, own] = pair.split(":").map(Number);
      return child === undefined || own === undefined ? [] : [[child, own] as const];
    });
    return lane.ask("spawn", {
      argv,
      env: Object.fromEntries(env),
      cwd,
      files: pairs,
      ownGroup: group === "1",
      restores: restores === "1",
    });
  },
  wait: (lane, [pid, hang]) => {
    const status = lane.ask("wait", { pid: Number(pid), hang: hang === "1" });
    return status ? `${status.pid} ${status.code} ${status.signal}` : "";
  },
  kill: (lane, [pid, signal]) => lane.ask("kill", { pid: Number(pid), signal: Number(signal) }),
  fetch: (lane, [method = "GET", url = "", timeout, body = "", ...rest]) => {
    const headers = rest.map(
      (header) => [header.slice(0, header.indexOf(":")), header.slice(header.indexOf(":") + 1)] as const,
    );
    const ask = {
      method,
      url,
      headers,
      body: new Uint8Array(Buffer.from(body, "base64")),
      timeoutMs: timeout ? Number(timeout) * 1_000 : Infinity,
    };
    const answer = lane.ask("fetch", ask);
    const lines = answer.headers.map((header) => `${header.join(": ")}\r\n`).join("");
    const head = `HTTP/1.1 ${answer.status} ${answer.statusText}\r\n${lines}Content-Length: ${answer.body.length}\r\n\r\n`;
    return Buffer.concat([Buffer.from(head), answer.body]).toString("base64");
  },
  socketPair: (lane) => lane.ask("socketPair", {}).join(" "),
  shutDown: (lane, [fd]) => lane.ask("shutDown", { fd: Number(fd) }),
  link: (lane, [from = "", to = ""]) => lane.ask("link", { from, to }),
  group: (lane, [pid]) => lane.ask("group", { pid: Number(pid) }),
  timer: (lane, [seconds, interval]) => {
    const { leftMs, intervalMs } = lane.ask("timer", {
      ms: Number(seconds) * 1_000,
      intervalMs: Number(interval) * 1_000,
    });
    return `${leftMs / 1_000} ${intervalMs / 1_000}`;
  },
  timerLeft: (lane) => {
    const { leftMs, intervalMs } = lane.ask("timer", {});
    return `${leftMs / 1_000} ${intervalMs / 1_000}`;
  },
  handle: (lane, [signal, how]) =>
    lane.ask("handle", { signal: Number(signal), how: how === "ignore" || how === "handler" ? how : "default" }),
};

/** Answers with `+` and a value, or with `-` and the number of an error in WebAssembly. */
export function bridgeRequest(lane: LaneLink, request: Uint8Array, translate: Translate): Uint8Array {
  const [name = "", ...words] = decoder.decode(request).split("\0");
  try {
    if (name === "errors") return (translate(words), encoder.encode("+"));
    const handler = HANDLERS[name];
    if (!handler) return encoder.encode(`-${errorNumber("ENOSYS")}`);
    return encoder.encode(`+${handler(lane, words) ?? ""}`);
  } catch (error) {
    if (error instanceof CallError) return encoder.encode(`-${error.number}`);
    throw error;
  }
}
