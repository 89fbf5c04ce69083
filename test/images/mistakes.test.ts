// Modal: docs/modal/images.md#layers, docs/modal/images.md#builder-methods
import fs from "node:fs";
import { expect, test } from "vitest";
import { App, Image, InvalidError, NotFoundError } from "modal-emulator";
import { Emulator } from "modal-emulator/emulator";
import { expectError, expectRejection } from "../support/expect-error.js";
import { local } from "./app.js";

const base = Image.debianSlim();

test.each([
  [
    () => base.addLocalFile("a", "app/a"),
    'Image.addLocalFile takes an absolute remote path such as "/app/", got "app/a"',
  ],
  [() => base.addLocalDir("a", "./a"), 'Image.addLocalDir takes an absolute remote path such as "/app/", got "./a"'],
  [
    () => base.addLocalFile("a", "/app/../etc/a"),
    'Image.addLocalFile takes a remote path without "..", got "/app/../etc/a"',
  ],
  [() => base.addLocalDir("a", "/app/.."), 'Image.addLocalDir takes a remote path without "..", got "/app/.."'],
])("a bad remote path is told at once: %#", (make, message) => {
  expectError(make, InvalidError, message);
});

const EMPTY = `${local}/empty`;

test.each([
  [base.addLocalFile("missing.txt", "/x"), InvalidError, ["Image.addLocalFile: there is no /", "/missing.txt."]],
  [base.addLocalFile("missing.txt", "/x", { copy: true }), InvalidError, ["Image.addLocalFile: there is no /"]],
  [base.addLocalDir("missing", "/x"), InvalidError, ["Image.addLocalDir: there is no /", "/missing."]],
  [base.addLocalDir(`${local}/a.txt`, "/x"), InvalidError, ["a.txt is no directory; for a file, use addLocalFile."]],
  [base.addLocalFile(local, "/x"), InvalidError, ["is no file; for a directory, use addLocalDir."]],
  [base.pipInstallFromRequirements("missing.txt"), InvalidError, ["Image.pipInstallFromRequirements: there is no /"]],
  [base.uvSync("missing"), InvalidError, ["Image.uvSync: there is no /", "/missing/pyproject.toml."]],
  [
    base.pipInstallFromPyproject(`${local}/no-dependencies/pyproject.toml`),
    InvalidError,
    ["Image.pipInstallFromPyproject: /", "pyproject.toml has no [project] with dependencies to install."],
  ],
  [
    base.uvSync(`${local}/uv-workspace`),
    InvalidError,
    ["Image.uvSync: /", "/uv-workspace/pyproject.toml is that of a workspace of uv"],
  ],
  [base.uvPipInstall({ requirements: ["missing.txt"] }), InvalidError, ["Image.uvPipInstall: there is no /"]],
  [base.micromambaInstall({ specFile: "missing.yml" }), InvalidError, ["Image.micromambaInstall: there is no /"]],
  [base.dockerfileCommands("COPY a /a", { contextFiles: { a: "missing" } }), InvalidError, ["/missing."]],
  [Image.fromDockerfile("missing/Dockerfile"), InvalidError, ["Image.fromDockerfile: there is no /"]],
  [Image.fromDockerfile(EMPTY), InvalidError, ["Image.fromDockerfile: /", "/empty is empty."]],
  [
    base.poetryInstallFromFile(`${local}/a.txt`),
    NotFoundError,
    ["Image.poetryInstallFromFile: there is no /", "poetry.lock"],
  ],
  [Image.debianSlim("3.99"), InvalidError, ['Python version "3.99" is not supported by the image builder 2025.06']],
  [Image.debianSlim("latest"), InvalidError, ['Invalid Python version "latest"']],
  [Image.micromamba("3.12t"), InvalidError, ['Python version "3.12t" is free-threaded']],
  [Image.fromRegistry("x", { addPython: "2.7" }), InvalidError, ['Invalid Python version "2.7"']],
  [Image.fromDockerfile("Dockerfile", { addPython: "3.1" }), InvalidError, ['Python version "3.1" is not supported']],
  [base.pipInstallFromPyproject("missing.toml"), InvalidError, ["Image.pipInstallFromPyproject: there is no /"]],
  [
    base.addLocalFile(`${local}/a.txt`, "/a").runCommands("ls"),
    InvalidError,
    ["a build step after", "/a: runCommands"],
  ],
  [
    base.addLocalDir(local, "/a").runFunction(function f() {}, { serialized: true }),
    InvalidError,
    ["a build step after adding the local files /a: runFunction", "copy: true"],
  ],
  [base.addLocalPythonSource("shared").env({ A: "1" }), InvalidError, ["a build step after", "shared: env"]],
])("other mistakes are told as the app runs or the image is built: %#", async (image, errorClass, message) => {
  const wrong = new App("wrong", { image });
  wrong.function({ name: "f", serialized: true }, async () => undefined);
  await using world = await Emulator.start();
  await expectRejection(() => world.run(wrong, () => undefined), errorClass, ...message);
  await world.within(async () => {
    const running = await App.lookup("other", { createIfMissing: true });
    await expectRejection(() => image.build(running), errorClass, ...message);
  });
  expect(world.events.of("image.step")).toEqual([]);
});

test("a link in a folder that leads out of it is what it leads to", async () => {
  using folder = fs.mkdtempDisposableSync("/tmp/images-");
  fs.mkdirSync(`${folder.path}/added`);
  fs.writeFileSync(`${folder.path}/outside`, "outside");
  fs.symlinkSync("../outside", `${folder.path}/added/link`);
  const linked = new App("linked", { image: base.addLocalDir(`${folder.path}/added`, "/opt/linked", { copy: true }) });
  const read = linked.function({ name: "read", serialized: true }, async () =>
    process.getBuiltinModule("fs").readFileSync("/opt/linked/link", "utf8"),
  );
  await using world = await Emulator.start({ disk: "private" });
  expect(await world.run(linked, () => read.remote())).toBe("outside");
});

test("a project with dependencies is none", async () => {
  const file = `${local}/uv-project`;
  const image = base.pipInstallFromPyproject(`${file}/pyproject.toml`).uvSync(file);
  const right = new App("right", { image });
  right.function({ name: "f", serialized: true }, async () => undefined);
  await using world = await Emulator.start();
  await world.run(right, () => undefined);
  expect(world.events.of("image.step").map(({ kind }) => kind)).toEqual([
    "debianSlim",
    "pipInstallFromPyproject",
    "uvSync",
  ]);
});
