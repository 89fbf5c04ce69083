import fs from "node:fs";
import { App, Volume } from "modal-emulator";

export const app = new App("bench-storage");
export const data = Volume.fromName("bench", { createIfMissing: true });

/** Changes a file of the volume and commits it, `times` times. */
export const change = app.function({ volumes: { "/data": data } }, async function change(times: number): Promise<void> {
  for (let n = 0; n < times; n++) {
    fs.writeFileSync("/data/d0/f0", Buffer.alloc(1000, n));
    await data.commit();
  }
});
