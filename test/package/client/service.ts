import { ModalClient } from "modal";

const modal = new ModalClient();

export async function halve(x: number): Promise<unknown> {
  const half = await modal.functions.fromName("packaged", "half");
  return half.remote([x]);
}
