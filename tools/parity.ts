// npm run parity: writes docs/parity.md of the rows in test/parity-table. `npm run build` has to be done before.
import { writeFileSync } from "node:fs";
import { TABLES } from "../test/parity-table/tables.ts";
import { renderParity } from "./render-parity.ts";

writeFileSync(new URL("../docs/parity.md", import.meta.url), renderParity(TABLES));
