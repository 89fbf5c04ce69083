import { diskRows } from "./disk.ts";
for (const row of await diskRows()) console.log(row.what, row.ours, row.peer, row.note);
