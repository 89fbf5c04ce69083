import fs from "node:fs";
import net from "node:net";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Emulator } from "modal-emulator/emulator";
import { app, ask, sockets } from "./app.ts";

const everyNumberOfThreads = [0, 1, 2] as const;

test.for(
  everyNumberOfThreads.flatMap((threads) =>
    ["/tmp", "/data", `/data/${"long".repeat(20)}`].map((folder) => [threads, folder] as const),
  ),
)("threads: %i, containers listen on sockets in %s, each on its own", async ([threads, folder]) => {
  const path = `${folder}/lent-tea.sock`;
  await using world = await Emulator.start({ threads, disk: "private" });
  const both = await world.run(app, () => Promise.all([sockets.remote(path), sockets.remote(path)]));
  const one = [
    "you asked for /tea",
    `listen EADDRINUSE: address already in use ${path}`,
    path,
    true,
    expect.arrayContaining(["lent-tea.sock"]),
    false,
    "ENOENT",
  ];
  expect(both).toEqual([one, one]);
  expect(fs.existsSync(path)).toBe(false);
});

test.for(everyNumberOfThreads)("threads: %i, a socket of this machine is reached at its path", async (threads) => {
  using folder = fs.mkdtempDisposableSync(join(fs.realpathSync(tmpdir()), "lent-"));
  const path = join(folder.path, "host.sock");
  const server = net.createServer((socket) => socket.end("from the host")).listen(path);
  await once(server, "listening");
  await using world = await Emulator.start({ threads, disk: "private" });
  const ofHost = world.run(app, () => ask.remote(path));
  expect(await ofHost).toBe("from the host");
  expect(await world.run(app, () => ask.remote(join(folder.path, "none.sock")))).toBe("ENOENT");
  server.close();
  await once(server, "close");
});
