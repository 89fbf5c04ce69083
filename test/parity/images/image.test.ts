// Modal: docs/modal/images.md
import { describe, expect, test } from "vitest";
import {
  FilePatternMatcher,
  Image,
  InvalidError,
  NetworkFileSystem,
  Secret,
  SerializationError,
  Volume,
} from "../../../src/main.js";
import { expectError, expectRejection } from "../../support/expect-error.js";

/** What every step that runs something has, unless told. */
const step = { forceBuild: false, secrets: [], gpus: [] };
const index = { ...step, pre: false, extraOptions: "" };
const base = Image.debianSlim();

function lastLayer(image: Image): unknown {
  return image.definition.layers.at(-1);
}

function installing(image: Image, ...names: string[]): Image {
  return image.pipInstall(names);
}

function downloading(args: readonly unknown[]): Image {
  return base.runFunction(function download() {}, { args });
}

function isHidden(path: string): boolean {
  return path.startsWith(".");
}

describe("general rules", () => {
  test("a builder method gives a new image and leaves the old one alone", () => {
    const image = base.pipInstall("b", "a");
    expect(image).not.toBe(base);
    expect(base.definition.layers).toHaveLength(1);
    expect(image.definition.layers).toEqual([
      base.definition.layers[0],
      { kind: "pipInstall", packages: ["a", "b"], ...index },
    ]);
  });
  test("two images can grow from one", () => {
    const [left, right] = [base.env({ A: "1" }), base.env({ B: "2" })];
    expect([left.definition.env, right.definition.env, base.definition.env]).toEqual([{ A: "1" }, { B: "2" }, {}]);
  });
  test("packages and commands are strings, and lists of strings", () => {
    expect(lastLayer(base.aptInstall(["git", "curl"], "ffmpeg"))).toEqual({
      kind: "aptInstall",
      packages: ["curl", "ffmpeg", "git"],
      ...step,
    });
    expect(lastLayer(base.runCommands("b", ["a"]))).toEqual({
      kind: "runCommands",
      commands: ["b", "a"],
      volumes: [],
      ...step,
    });
    // @ts-expect-error a number
    expectError(() => base.pipInstall("a", 3), InvalidError, "Image.pipInstall must only contain strings, got 3");
    expectError(
      // @ts-expect-error a list in a list
      () => base.aptInstall([["git"]]),
      InvalidError,
      "Image.aptInstall must only contain strings, got a list",
    );
    // @ts-expect-error null
    expectError(() => base.runCommands(null), InvalidError, "Image.runCommands must only contain strings, got null");
  });
  test("gpu, secrets and env belong to one step", () => {
    const secret = Secret.fromName("key");
    const image = base.runCommands("make", {
      gpu: "t4",
      secrets: [secret],
      env: { A: "1", B: null },
      forceBuild: true,
    });
    expect(lastLayer(image)).toEqual({
      kind: "runCommands",
      commands: ["make"],
      volumes: [],
      forceBuild: true,
      secrets: [secret.definition, { kind: "values", values: { A: "1" } }],
      gpus: [{ type: "T4", count: 1 }],
    });
    expect(image.definition.env).toEqual({});
  });
  test("unknown options are refused", () => {
    expectError(
      // @ts-expect-error unknown option
      () => base.pipInstall("a", { forcebuild: true }),
      InvalidError,
      '"forcebuild" of Image.pipInstall',
      '"forceBuild"',
    );
    // @ts-expect-error unknown option
    expectError(() => base.aptInstall("a", { pre: true }), InvalidError, '"pre" of Image.aptInstall');
    expectError(
      // @ts-expect-error unknown option
      () => Image.fromRegistry("a", { secrets: [] }),
      InvalidError,
      '"secrets" of Image.fromRegistry',
      '"secret"',
    );
  });
  test("definitions are plain data", () => {
    const image = base
      .pipInstall("a")
      .addLocalDir("src", "/app", { ignore: () => false })
      .env({ A: "1" });
    expect(structuredClone(image.definition)).toEqual(image.definition);
  });
});

describe("base images", () => {
  test("debianSlim and micromamba take a Python version, alone or among options", () => {
    expect(base.definition).toEqual({ layers: [{ kind: "debianSlim", forceBuild: false }], env: {} });
    expect(lastLayer(Image.debianSlim("3.12"))).toEqual({
      kind: "debianSlim",
      pythonVersion: "3.12",
      forceBuild: false,
    });
    expect(lastLayer(Image.micromamba({ pythonVersion: "3.11", forceBuild: true }))).toEqual({
      kind: "micromamba",
      pythonVersion: "3.11",
      forceBuild: true,
    });
  });
  test("a Python version that is a number is a TypeError at once; other faults wait until the image is loaded", () => {
    // @ts-expect-error a number
    expectError(() => Image.debianSlim(3.12), TypeError, "must be a string", "3.12");
    // @ts-expect-error a number
    expectError(() => Image.debianSlim({ pythonVersion: 3.1 }), TypeError, "must be a string", "3.1");
    expect(lastLayer(Image.debianSlim("three"))).toMatchObject({ pythonVersion: "three" });
  });
  test("registries", () => {
    const secret = Secret.fromName("registry");
    expect(lastLayer(Image.fromRegistry("alpine:3"))).toEqual({
      kind: "registry",
      tag: "alpine:3",
      setupDockerfileCommands: [],
      forceBuild: false,
    });
    expect(lastLayer(Image.fromAwsEcr("x", { secret, addPython: "3.12", setupDockerfileCommands: ["RUN a"] }))).toEqual(
      {
        kind: "awsEcr",
        tag: "x",
        secret: secret.definition,
        addPython: "3.12",
        setupDockerfileCommands: ["RUN a"],
        forceBuild: false,
      },
    );
    expect(lastLayer(Image.fromGcpArtifactRegistry("x"))).toMatchObject({ kind: "gcpArtifactRegistry" });
    expect(lastLayer(Image.fromRegistry("x", secret))).toEqual(lastLayer(Image.fromRegistry("x", { secret })));
    expect(lastLayer(Image.fromAwsEcr("x", secret))).toEqual(lastLayer(Image.fromAwsEcr("x", { secret })));
    expect(lastLayer(Image.fromGcpArtifactRegistry("x", secret))).toMatchObject({ secret: secret.definition });
    expectError(() => Image.fromRegistry(""), InvalidError, "Image.fromRegistry takes the tag");
    // @ts-expect-error a string
    expectError(() => Image.fromRegistry("a", { secret: "key" }), InvalidError, '"secret" must be a Secret');
  });
  test("Dockerfiles, nothing, and ids", () => {
    expect(lastLayer(Image.fromDockerfile("Dockerfile", { buildArgs: { A: "1" }, ignore: ["*.log"] }))).toEqual({
      kind: "dockerfile",
      path: "Dockerfile",
      buildArgs: { A: "1" },
      ignore: { kind: "patterns", patterns: ["*.log"], inverted: false },
      ...step,
    });
    expect(lastLayer(Image.fromDockerfile("Dockerfile"))).not.toHaveProperty("ignore");
    expect(lastLayer(Image.fromScratch())).toEqual({ kind: "scratch", forceBuild: false });
    expect(lastLayer(Image.fromId("im-1"))).toEqual({ kind: "id", id: "im-1" });
    expectError(() => Image.fromId("vo-1"), InvalidError, 'Invalid Image id: "vo-1"');
  });
  test("fromName has a tag and an environment", () => {
    expect(lastLayer(Image.fromName("tools"))).toEqual({ kind: "named", name: "tools", tag: "latest" });
    expect(lastLayer(Image.fromName("dev/tools:v1"))).toEqual({
      kind: "named",
      name: "tools",
      tag: "v1",
      environment: "dev",
    });
    expect(lastLayer(Image.fromName("tools", { environment: "dev" }))).toEqual({
      kind: "named",
      name: "tools",
      tag: "latest",
      environment: "dev",
    });
  });
  test("fromName checks the name at once", () => {
    expectError(() => Image.fromName("dev/tools", { environment: "dev" }), InvalidError, "environment both in");
    expectError(() => Image.fromName("im-1"), InvalidError, 'Invalid Image name: "im-1"', "reserved");
    expectError(() => Image.fromName("a b"), InvalidError, 'Invalid Image name: "a b"');
    expectError(() => Image.fromName("a/b/c"), InvalidError, "Invalid Image name");
    expectError(() => Image.fromName("tools:"), InvalidError, "Invalid Image tag name");
    expectError(() => Image.fromName("x/tools"), InvalidError, 'Invalid Environment name: "x"');
  });
});

describe("packages", () => {
  test("nothing to install is the same image", () => {
    const images = [
      base.pipInstall(),
      base.pipInstall([]),
      base.pipInstall({ pre: true }),
      base.aptInstall(),
      base.uvPipInstall(),
      base.micromambaInstall(),
    ];
    expect(images.every((image) => image === base)).toBe(true);
  });
  test("pipInstall records where packages come from", () => {
    const image = base.pipInstall("a", {
      findLinks: "f",
      indexUrl: "i",
      extraIndexUrl: "e",
      pre: true,
      extraOptions: "--no-deps",
    });
    expect(lastLayer(image)).toMatchObject({
      findLinks: "f",
      indexUrl: "i",
      extraIndexUrl: "e",
      pre: true,
      extraOptions: "--no-deps",
    });
    expect(lastLayer(base.pipInstall("a", { extraOptions: "" }))).toMatchObject({ extraOptions: "" });
  });
  test("a flag in place of a package points to extraOptions", () => {
    expectError(() => base.pipInstall("a", "--pre"), InvalidError, '"--pre"', '"extraOptions"');
    expectError(() => base.uvPipInstall("-U"), InvalidError, "Image.uvPipInstall", '"-U"', '"extraOptions"');
  });
  test("private repositories need secrets, and come from two hosts", () => {
    const secrets = [Secret.fromName("token")];
    expect(lastLayer(base.pipInstallPrivateRepos("github.com/a/b", { gitUser: "me", secrets }))).toMatchObject({
      kind: "pipInstallPrivateRepos",
      repositories: ["github.com/a/b"],
      gitUser: "me",
    });
    expectError(() => base.pipInstallPrivateRepos("github.com/a/b", { gitUser: "me" }), InvalidError, '"secrets"');
    expectError(
      () => base.pipInstallPrivateRepos("example.com/a/b", { gitUser: "me", secrets }),
      InvalidError,
      '"example.com/a/b"',
      "github.com",
    );
    // @ts-expect-error no user
    expectError(() => base.pipInstallPrivateRepos("github.com/a/b", { secrets }), InvalidError, '"gitUser"');
  });
  test("uvPipInstall takes a list of requirements files", () => {
    expect(lastLayer(base.uvPipInstall({ requirements: ["r.txt"] }))).toEqual({
      kind: "uvPipInstall",
      packages: [],
      requirements: ["r.txt"],
      ...index,
    });
    expectError(
      // @ts-expect-error a string
      () => base.uvPipInstall({ requirements: "r.txt" }),
      InvalidError,
      '"requirements"',
      "must be a list",
      '"r.txt"',
    );
  });
  test("files of projects are recorded, and read when the image is loaded", () => {
    expect(lastLayer(base.pipInstallFromRequirements("none.txt"))).toEqual({
      kind: "pipInstallFromRequirements",
      file: "none.txt",
      ...index,
    });
    expect(lastLayer(base.pipInstallFromPyproject("p.toml", { optionalDependencies: ["dev"] }))).toEqual({
      kind: "pipInstallFromPyproject",
      file: "p.toml",
      optionalDependencies: ["dev"],
      ...index,
    });
    expect(lastLayer(base.uvSync())).toEqual({
      kind: "uvSync",
      projectDir: "./",
      groups: [],
      extras: [],
      frozen: true,
      extraOptions: "",
      ...step,
    });
    expect(lastLayer(base.poetryInstallFromFile("p.toml", { with: ["a"] }))).toEqual({
      kind: "poetryInstallFromFile",
      pyproject: "p.toml",
      ignoreLockfile: false,
      with: ["a"],
      without: [],
      only: [],
      poetryVersion: "latest",
      oldInstaller: false,
      ...step,
    });
    expect(lastLayer(base.micromambaInstall({ specFile: "env.yml", channels: ["conda-forge"] }))).toMatchObject({
      kind: "micromambaInstall",
      packages: [],
      specFile: "env.yml",
      channels: ["conda-forge"],
    });
    // @ts-expect-error missing
    expectError(() => base.pipInstallFromRequirements(), InvalidError, "takes a path, got undefined");
  });
});

describe("commands", () => {
  test("no commands are the same image", () => {
    expect(base.runCommands()).toBe(base);
    expect(base.dockerfileCommands()).toBe(base);
  });
  test("runCommands mounts volumes only", () => {
    const volume = Volume.fromName("data");
    expect(lastLayer(base.runCommands("ls", { volumes: { "/data": volume } }))).toMatchObject({
      volumes: [{ kind: "volume", path: "/data", volume: volume.definition }],
    });
    expectError(
      // @ts-expect-error a network file system
      () => base.runCommands("ls", { volumes: { "/data": NetworkFileSystem.fromName("n") } }),
      InvalidError,
      "/data must be a Volume",
    );
  });
  test("dockerfileCommands records its context", () => {
    expect(lastLayer(base.dockerfileCommands("COPY a /a", { contextFiles: { a: "./a" }, contextDir: "src" }))).toEqual({
      kind: "dockerfileCommands",
      commands: ["COPY a /a"],
      contextFiles: { a: "./a" },
      contextDir: "src",
      buildArgs: {},
      ...step,
    });
  });
  test("runFunction keeps the name of the function and a copy of its arguments", () => {
    const args = [{ size: "small" }];
    const image = base.runFunction(function download() {}, { args, memoryMiB: 512 });
    args.push({ size: "big" });
    expect(lastLayer(image)).toEqual({
      kind: "runFunction",
      functionName: "download",
      code: "function download() {}",
      serialized: false,
      args: [{ size: "small" }],
      volumes: [],
      memory: { requestMiB: 512 },
      timeoutMs: 3_600_000,
      regions: [],
      includeSource: true,
      ...step,
    });
  });
  test("runFunction takes a named function", () => {
    // @ts-expect-error a string
    expectError(() => base.runFunction("download"), InvalidError, "Image.runFunction takes a function", '"download"');
    expectError(() => base.runFunction(() => {}), InvalidError, "an anonymous one");
  });
  test("arguments of runFunction have at most 2 MiB and can be sent", () => {
    expectError(() => downloading(["x".repeat(3_000_000)]), InvalidError, '"download"', "more than 2 MiB");
    expectError(() => downloading([1, () => {}]), SerializationError, "args[1]", '"download"');
    // @ts-expect-error not a list
    expectError(() => downloading("x"), InvalidError, '"args"', "must be a list");
  });
});

describe("what containers start with", () => {
  test("env layers add up, later ones win", () => {
    const { env } = base.env({ A: "1", B: "1" }).pipInstall("x").env({ B: "2" }).definition;
    expect(env).toEqual({ A: "1", B: "2" });
    // @ts-expect-error a number
    expectError(() => base.env({ A: 1 }), InvalidError, '"env"', "A is 1");
    // @ts-expect-error null
    expectError(() => base.env({ A: null }), InvalidError, "A is null");
  });
  test("workdir is the last one, and may be relative to the one before", () => {
    expect(base.definition).not.toHaveProperty("workdir");
    expect(base.workdir("/app").workdir("src/").definition.workdir).toBe("/app/src");
    expect(base.workdir("app").workdir("/other").definition.workdir).toBe("/other");
    expectError(() => base.workdir(""), InvalidError, "Image.workdir takes a path");
  });
  test("entrypoint, cmd and shell are lists of strings", () => {
    expect(lastLayer(base.entrypoint([]))).toEqual({ kind: "entrypoint", words: [] });
    expect(lastLayer(base.cmd(["a", "b"]))).toEqual({ kind: "cmd", words: ["a", "b"] });
    expect(lastLayer(base.shell(["/bin/bash", "-c"]))).toEqual({ kind: "shell", words: ["/bin/bash", "-c"] });
    // @ts-expect-error a string
    expectError(() => base.entrypoint("a"), InvalidError, "Image.entrypoint takes a list of strings");
    // @ts-expect-error numbers
    expectError(() => base.cmd([1]), InvalidError, "Image.cmd must only contain strings, got 1");
    // @ts-expect-error lists
    expectError(() => base.shell([["a"]]), InvalidError, "Image.shell must only contain strings, got a list");
  });
});

describe("local files", () => {
  test("a remote path that ends with a slash is a directory", () => {
    expect(lastLayer(base.addLocalFile("src/a.txt", "/app/"))).toEqual({
      kind: "addLocalFile",
      local: "src/a.txt",
      remote: "/app/a.txt",
      copy: false,
    });
    expect(lastLayer(base.addLocalFile("src/a.txt", "/app"))).toMatchObject({ remote: "/app" });
  });
  test("remote paths are absolute", () => {
    expectError(() => base.addLocalFile("a", "app/a"), InvalidError, "absolute remote path", '"app/a"');
    expectError(() => base.addLocalDir("a", "./app"), InvalidError, "Image.addLocalDir", "absolute remote path");
    // @ts-expect-error missing
    expectError(() => base.addLocalFile("a"), InvalidError, "absolute remote path", "undefined");
  });
  test("ignore takes patterns, a matcher or a function", () => {
    const image = base
      .addLocalDir("a", "/a", { ignore: ["*.log"] })
      .addLocalDir("b", "/b", { ignore: new FilePatternMatcher("*.py").invert(), copy: true })
      .addLocalDir("c", "/c", { ignore: isHidden })
      .addLocalDir("d", "/d", { ignore: (path) => path === "x" });
    expect(image.definition.layers.slice(1)).toEqual([
      {
        kind: "addLocalDir",
        local: "a",
        remote: "/a",
        copy: false,
        ignore: { kind: "patterns", patterns: ["*.log"], inverted: false },
      },
      {
        kind: "addLocalDir",
        local: "b",
        remote: "/b",
        copy: true,
        ignore: { kind: "patterns", patterns: ["*.py"], inverted: true },
      },
      { kind: "addLocalDir", local: "c", remote: "/c", copy: false, ignore: { kind: "predicate", index: 0 } },
      { kind: "addLocalDir", local: "d", remote: "/d", copy: false, ignore: { kind: "predicate", index: 1 } },
    ]);
    expect(image.predicates[0]).toBe(isHidden);
    // @ts-expect-error a string
    expectError(() => base.addLocalDir("a", "/a", { ignore: "*.log" }), InvalidError, '"ignore"', '"*.log"');
  });
  test("addLocalPythonSource takes names of modules, and leaves other files out", () => {
    expect(lastLayer(base.addLocalPythonSource("pkg", "util"))).toEqual({
      kind: "addLocalPythonSource",
      modules: ["pkg", "util"],
      copy: false,
      ignore: { kind: "patterns", patterns: ["**/*.py"], inverted: true },
    });
    expectError(() => base.addLocalPythonSource("./pkg"), InvalidError, 'the path "./pkg"', "Image.addLocalDir");
  });
});

describe("the rest", () => {
  test("pipe goes on with what the function makes", () => {
    expect(base.pipe(installing, "a", "b").definition).toEqual(base.pipInstall("a", "b").definition);
    // @ts-expect-error not an image
    expectError(() => base.pipe(() => 3), InvalidError, "Image.pipe must return an Image, got 3");
  });
  test("names that images are published by are checked", async () => {
    await expectRejection(() => base.publish("a b"), InvalidError, "Invalid Image name");
    // @ts-expect-error unknown option
    await expectRejection(() => base.publish("a", { tag: "b" }), InvalidError, '"tag" of Image.publish');
  });
});
