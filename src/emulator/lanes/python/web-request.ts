import type { WebAnswer, WebRequest } from "./bridge/python-calls.js";
import type { OwnProcess } from "../processes/process.js";
import { shellError } from "../processes/system-errors.js";
import type { PythonPort } from "./python-port.js";

/** Of a connection, or of how an answer has come: of no use once it is here. */
const LEFT_OUT: ReadonlySet<string> = new Set([
  "connection",
  "content-encoding",
  "content-length",
  "host",
  "keep-alive",
  "transfer-encoding",
]);

/** Asks somebody outside of the sandbox for a process of it. @throws ShellError ETIMEDOUT, ENETUNREACH */
export async function webRequest(
  process: OwnProcess,
  port: Pick<PythonPort, "fetch">,
  { method, url, headers, body, timeoutMs }: WebRequest,
): Promise<WebAnswer> {
  const request = new Request(url, {
    method,
    headers: kept(headers),
    redirect: "manual",
    ...(body.length > 0 && { body: new Uint8Array(body) }),
  });
  const over = new AbortController();
  const late = process.sleep(timeoutMs, over.signal).then(() => Promise.reject(shellError("ETIMEDOUT")));
  try {
    return await Promise.race([answerOf(port, request), late]);
  } finally {
    over.abort(shellError("EINTR"));
    late.catch(() => undefined); // nobody waits for it any more
  }
}

async function answerOf(port: Pick<PythonPort, "fetch">, request: Request): Promise<WebAnswer> {
  let response: Response;
  try {
    response = await port.fetch(request);
  } catch {
    throw shellError("ENETUNREACH");
  }
  const body = new Uint8Array(await response.arrayBuffer());
  const { status, statusText, headers } = response;
  return { status, statusText, headers: kept([...headers]), body };
}

function kept(headers: readonly (readonly [string, string])[]): [string, string][] {
  return headers.flatMap(([name, value]) => (LEFT_OUT.has(name.toLowerCase()) ? [] : [[name, value]]));
}
