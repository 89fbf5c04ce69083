import { probeAll } from "./probe.ts";

const [place = "", kinds = "", folders = ""] = process.argv.slice(2);
await probeAll(place, kinds.split(";"), folders.split(";"));
