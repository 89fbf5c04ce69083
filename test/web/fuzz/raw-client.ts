import { connect } from "node:net";

/** An answer as it came over a connection. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer;
}

/**
 * Sends bytes over a connection of its own, and gives what comes back until the server closes.
 * @param ends whether the client closes its side after them
 */
export async function sendBytes(port: number, bytes: Buffer | string, ends = false): Promise<Buffer> {
  const socket = connect(port, "127.0.0.1");
  const chunks: Buffer[] = [];
  const closed = Promise.withResolvers<void>();
  socket.on("data", (chunk: Buffer) => chunks.push(chunk));
  socket.on("error", () => undefined);
  socket.on("close", () => closed.resolve());
  socket.write(typeof bytes === "string" ? Buffer.from(bytes, "latin1") : bytes);
  if (ends) socket.end();
  await closed.promise;
  return Buffer.concat(chunks);
}

/** All answers of a connection, one after the other. @param methods of their requests */
export function answersIn(bytes: Buffer, methods: readonly string[] = []): RawAnswer[] {
  const answers: RawAnswer[] = [];
  let rest = bytes;
  while (rest.length > 0) {
    const end = rest.indexOf("\r\n\r\n");
    if (end === -1) throw new Error(`An answer without an end of its head: ${rest.toString("latin1")}`);
    const [first = "", ...lines] = rest.subarray(0, end).toString("latin1").split("\r\n");
    const status = Number(first.split(" ")[1]);
    const headers = lines.map((line): [string, string] => [
      line.slice(0, line.indexOf(":")),
      line.slice(line.indexOf(":") + 1).trim(),
    ]);
    rest = rest.subarray(end + 4);
    if (status === 100) continue;
    const [body, after] = bodyOf(rest, status, headers, methods[answers.length] ?? "GET");
    answers.push({ status, headers, body });
    rest = after;
  }
  return answers;
}

function bodyOf(
  rest: Buffer,
  status: number,
  headers: RawAnswer["headers"],
  method: string,
): [body: Buffer, after: Buffer] {
  const valueOf = (wanted: string): string | undefined => headers.find(([name]) => name.toLowerCase() === wanted)?.[1];
  if (method === "HEAD" || status === 204 || status === 304) return [Buffer.alloc(0), rest];
  if (valueOf("transfer-encoding") === "chunked") return unchunked(rest);
  const length = valueOf("content-length");
  return length === undefined
    ? [rest, Buffer.alloc(0)]
    : [rest.subarray(0, Number(length)), rest.subarray(Number(length))];
}

function unchunked(bytes: Buffer): [body: Buffer, after: Buffer] {
  const pieces: Buffer[] = [];
  for (let rest = bytes; ;) {
    const line = rest.indexOf("\r\n");
    const size = Number.parseInt(rest.subarray(0, line).toString("latin1"), 16);
    if (Number.isNaN(size)) throw new Error("A chunked body without an end.");
    if (size === 0) return [Buffer.concat(pieces), rest.subarray(line + 4)];
    pieces.push(rest.subarray(line + 2, line + 2 + size));
    rest = rest.subarray(line + 4 + size);
  }
}
