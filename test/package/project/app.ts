import { App, Image, Retries } from "modal-emulator";

export const app = new App("packaged", { image: Image.debianSlim().pipInstall("numpy") });

export const half = app.function(
  { retries: new Retries({ maxRetries: 2 }) },
  async function half(x: number): Promise<number> {
    if (Math.random() < 0.3) throw new Error("flaky");
    return x / 2;
  },
);

app.localEntrypoint(async function main({ upTo = 3 }: { upTo?: number }) {
  const numbers = Array.from({ length: upTo }, (_, index) => index);
  console.log((await Array.fromAsync(half.map(numbers))).join(" "));
});
