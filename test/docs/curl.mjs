// `curl [-H HEADER] [-d DATA] URL` of a walk, for machines that have none.
import { parseArgs } from "node:util";

const { values, positionals } = parseArgs({
  options: { header: { type: "string", short: "H", multiple: true }, data: { type: "string", short: "d" } },
  allowPositionals: true,
});
const headers = (values.header ?? []).map((header) => header.split(/: */));
const response = await fetch(positionals[0], {
  headers,
  ...(values.data !== undefined && { method: "POST", body: values.data }),
});
console.log(await response.text());
