// Modal: docs/modal/images.md#builder-methods
import fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { App, Image, InvalidError } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";
import { expectRejection } from "../support/expect-error.js";

/** A context with these files. */
function contextOf(files: Readonly<Record<string, string>>): fs.DisposableTempDir {
  const folder = fs.mkdtempDisposableSync(join(fs.realpathSync(tmpdir()), "dockerfile-"));
  for (const [path, text] of Object.entries(files)) {
    fs.mkdirSync(join(folder.path, path, ".."), { recursive: true });
    fs.writeFileSync(join(folder.path, path), text);
  }
  return folder;
}

/** What a container of an image finds in a directory, and what it starts with. */
async function seen(image: Image, root = "/opt/of-docker", threads = 0): Promise<unknown> {
  const app = new App("docker", { image });
  const look = app.function({ name: "look", serialized: true }, async (directory: string) => {
    const { readdirSync, readFileSync, statSync } = process.getBuiltinModule("fs");
    const names = readdirSync(directory, { recursive: true, encoding: "utf8" }).toSorted();
    const files = names.filter((name) => statSync(`${directory}/${name}`).isFile());
    return {
      files: Object.fromEntries(files.map((name) => [name, readFileSync(`${directory}/${name}`, "utf8")])),
      cwd: process.cwd(),
      env: [process.env["LEVEL"], process.env["TWO"], process.env["PATH"]],
    };
  });
  await using world = await Emulator.start({ threads, disk: "private" });
  return await world.run(app, () => look.remote(root));
}

const DOCKERFILE = `# syntax=docker/dockerfile:1
FROM node:24 AS build
WORKDIR /never
ENV LEVEL=never
COPY src /opt/of-docker/never
FROM node:24
ARG ROOT=/opt/of-docker
ENV LEVEL=debug TWO="two words" \\
    PATH=$ROOT/bin:$PATH
WORKDIR $ROOT
COPY --from=build /never /opt/of-docker/built
COPY --chown=1:1 --link package.json ./
COPY ["src", "code/"]
COPY data/*.csv tables/
COPY data/a.csv renamed.csv
RUN <<EOF
COPY nothing /here
EOF
`;

test.for([0, 1])("COPY, ENV and WORKDIR of a Dockerfile act, with %i threads", async (threads) => {
  using context = contextOf({
    Dockerfile: DOCKERFILE,
    ".dockerignore": "**/*.log\nsrc/secret",
    "package.json": "{}",
    "src/index.ts": "index",
    "src/deep/a.ts": "a",
    "src/deep/a.log": "log",
    "src/secret/key": "key",
    "data/a.csv": "1,2",
    "data/b.csv": "3,4",
    "data/c.txt": "c",
  });
  const image = Image.fromDockerfile(join(context.path, "Dockerfile"), { contextDir: context.path });
  expect(await seen(image, undefined, threads)).toEqual({
    files: {
      "package.json": "{}",
      "code/index.ts": "index",
      "code/deep/a.ts": "a",
      "tables/a.csv": "1,2",
      "tables/b.csv": "3,4",
      "renamed.csv": "1,2",
    },
    cwd: "/opt/of-docker",
    env: ["debug", "two words", "/opt/of-docker/bin:/usr/local/bin:/usr/bin:/bin"],
  });
  const elsewhere = Image.fromDockerfile(join(context.path, "Dockerfile"), {
    contextDir: context.path,
    buildArgs: { ROOT: "/opt/elsewhere" },
    ignore: (path) => path.startsWith("src"),
  });
  expect(await seen(elsewhere, "/opt/elsewhere")).toMatchObject({
    files: { "package.json": "{}", "renamed.csv": "1,2", "tables/a.csv": "1,2", "tables/b.csv": "3,4" },
    cwd: "/opt/elsewhere",
  });
});

test("dockerfileCommands copies context files and the directory of its context, below the workdir so far", async () => {
  using context = contextOf({ "a.txt": "a", "sub/b.txt": "b", "other/c.txt": "c" });
  const image = Image.debianSlim()
    .env({ LEVEL: "base" })
    .workdir("/opt/of-docker")
    .dockerfileCommands("COPY a.txt named /opt/of-docker/", "WORKDIR deep", "COPY sub .", "ENV TWO=${LEVEL:-none}/x", {
      contextDir: context.path,
      contextFiles: { "named/c.txt": join(context.path, "other/c.txt"), "a.txt": join(context.path, "sub/b.txt") },
    });
  expect(await seen(image)).toEqual({
    files: { "a.txt": "b", "c.txt": "c", "deep/b.txt": "b" },
    cwd: "/opt/of-docker/deep",
    env: ["base", "base/x", expect.any(String)],
  });
});

test("a file of the context that changes builds its layer again, and no other does", async () => {
  using context = contextOf({ "src/a.txt": "a", "src/ignored.log": "log", "other.txt": "other" });
  const image = Image.debianSlim().dockerfileCommands("COPY src /opt/of-docker", {
    contextDir: context.path,
    ignore: ["**/*.log"],
  });
  const app = new App("docker", { image });
  app.function({ name: "f", serialized: true }, async () => undefined);
  await using world = await Emulator.start();
  const isCached = async (): Promise<boolean | undefined> => {
    await world.run(app, () => undefined);
    return world.events.of("image.step").at(-1)?.cached;
  };
  expect(await isCached()).toBe(false);
  expect(await isCached()).toBe(true);
  fs.writeFileSync(join(context.path, "other.txt"), "changed");
  fs.writeFileSync(join(context.path, "src/ignored.log"), "changed");
  expect(await isCached()).toBe(true);
  fs.writeFileSync(join(context.path, "src/a.txt"), "changed");
  expect(await isCached()).toBe(false);
  fs.writeFileSync(join(context.path, "src/b.txt"), "new");
  expect(await isCached()).toBe(false);
});

test.each([
  ["COPY missing.txt /x", ["Image.dockerfileCommands: COPY finds no /", "/missing.txt."]],
  ["COPY *.missing /x/", ["COPY finds no /", "/*.missing."]],
  ["COPY --parents a /x", ["`COPY --parents a /x` has the flag --parents"]],
  ["COPY $FILE /x", ["`COPY $FILE /x` has a variable in its source $FILE"]],
  ["COPY alone", ["`COPY alone` needs a source and a target"]],
])("a COPY that cannot be followed is told as the image is loaded: %s", async (line, message) => {
  using context = contextOf({ a: "a" });
  const image = Image.debianSlim().dockerfileCommands(line, { contextDir: context.path });
  await expectRejection(() => seen(image), InvalidError, ...message);
});
