import { Emulator } from "modal-emulator/emulator";
import { medianMs, milliseconds, type Row } from "./measure.ts";
import { app, change, data } from "./storage-app.ts";

const FILES = 10_000;
const BYTES = 100_000;
const COMMITS = 20;

/** Commits of one changed file in a volume of 1 GB; memory says whether the rest was copied. */
export async function volumeRows(): Promise<Row[]> {
  await using world = await Emulator.start({ threads: 1 });
  return await world.run(app, async () => {
    const bytes = new Uint8Array(BYTES).fill(1);
    await data.batchUpload((upload) => {
      for (let file = 0; file < FILES; file++) upload.putFile(bytes, `d${file % 100}/f${Math.floor(file / 100)}`);
    });
    const firstMs = await medianMs(1, () => change.remote(1));
    const before = process.memoryUsage().rss;
    const commitMs = (await medianMs(7, () => change.remote(COMMITS))) / COMMITS;
    const grown = (process.memoryUsage().rss - before) / 1e6;
    return [
      {
        what: "`commit` of one changed file, volume of 1 GB in 10,000 files",
        ours: milliseconds(commitMs),
        peer: "",
        note: `the process grew by ${grown.toFixed(0)} MB over ${7 * COMMITS} of them`,
      },
      {
        what: "start of the first container that mounts it, and one commit",
        ours: milliseconds(firstMs),
        peer: "",
        note: "1 lane",
      },
    ];
  });
}
