import { clientRows } from "./clients.ts";
import { printTable } from "./measure.ts";
if (import.meta.main) {
  printTable(await clientRows());
  process.exit(0);
}
