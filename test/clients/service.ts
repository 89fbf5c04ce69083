import { ModalClient } from "modal";

const modal = new ModalClient();

export async function squares(n: number): Promise<number[]> {
  const f = await modal.functions.fromName("svc", "square");
  const out: number[] = [];
  for (let i = 0; i < n; i++) out.push((await f.remote([i])) as number);
  return out;
}
export async function wait(name: string): Promise<string> {
  const q = await modal.queues.fromName(name, { createIfMissing: true });
  try {
    return String(await q.get({ timeoutMs: 90_000 }));
  } catch (e) {
    return (e as Error).name;
  }
}
