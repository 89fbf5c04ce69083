import type { Streams } from "../../output/streams.js";
import { show } from "../showing/table.js";

/** A stored object that knows when it was made, and by whom. */
interface Informed {
  info(): Promise<{ readonly name: string | null; readonly createdAt: Date; readonly createdBy: string }>;
}

/** Shows named objects of one kind. */
export async function showObjects({ stdout }: Streams, objects: readonly Informed[], isJson: boolean): Promise<void> {
  const infos = await Promise.all(objects.map((object) => object.info()));
  const rows = infos.map(({ name, createdAt, createdBy }) => [name, createdAt, createdBy]);
  await show(stdout, { columns: ["Name", "Created at", "Created by"], rows }, isJson);
}
