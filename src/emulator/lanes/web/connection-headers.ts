import type { HeaderList } from "../../../contract/web-commands.js";

/** What a header says of one connection only: who passes it on, says it anew. */
const OF_CONNECTION: ReadonlySet<string> = new Set([
  "connection",
  "keep-alive",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/** The headers of an answer, without those that are about its connection. */
export function ofAnswer(headers: HeaderList): [name: string, value: string][] {
  return headers.filter(([name]) => !OF_CONNECTION.has(name.toLowerCase())).map(([name, value]) => [name, value]);
}
