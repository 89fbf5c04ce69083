import { expect } from "vitest";
import { Image, Secret } from "modal-emulator";
import { type Area, recorded, type Row, works } from "../row.ts";

const base = Image.debianSlim();

/** A row of what adds a layer that has no effect: it stands in the definition, and in what the image looks like as a Dockerfile. */
function layer(name: string, here: string, make: () => Image, expected: object, note?: string): Row {
  const show = () => {
    expect(make().definition.layers.at(-1)).toMatchObject(expected);
    expect(make().toDockerfile().length).toBeGreaterThan(0);
  };
  return recorded(name, here, show, note);
}

export const imageLayers: Area = {
  title: "Image: bases and installations",
  intro:
    "Images are built as their app runs, layer by layer with a cache, with Modal's checks of order, arguments and local files; nothing is installed ([guide](images.md)). `image.layers`, `image.toDockerfile()` and `world.images()` show them.",
  rows: [
    layer(
      "Image.debian_slim(python_version, force_build)",
      "Image.debianSlim(version | { pythonVersion, forceBuild })",
      () => Image.debianSlim({ pythonVersion: "3.12", forceBuild: true }),
      { kind: "debianSlim", pythonVersion: "3.12", forceBuild: true },
    ),
    layer("Image.micromamba(python_version, force_build)", "Image.micromamba(…)", () => Image.micromamba("3.11"), {
      kind: "micromamba",
      pythonVersion: "3.11",
    }),
    layer(
      "Image.from_registry(tag, secret, setup_dockerfile_commands, force_build, add_python)",
      "Image.fromRegistry(tag, { … })",
      () => Image.fromRegistry("node:24", { addPython: "3.12", setupDockerfileCommands: ["RUN true"] }),
      { kind: "registry", tag: "node:24", addPython: "3.12" },
    ),
    layer(
      "Image.from_gcp_artifact_registry(tag, secret, …)",
      "Image.fromGcpArtifactRegistry(tag, { … })",
      () => Image.fromGcpArtifactRegistry("gcp/image", { secret: Secret.fromObject({ KEY: "1" }) }),
      { kind: "gcpArtifactRegistry", tag: "gcp/image" },
    ),
    layer("Image.from_aws_ecr(tag, secret, …)", "Image.fromAwsEcr(tag, { … })", () => Image.fromAwsEcr("aws/image"), {
      kind: "awsEcr",
      tag: "aws/image",
    }),
    layer("Image.from_scratch(force_build)", "Image.fromScratch({ forceBuild })", () => Image.fromScratch(), {
      kind: "scratch",
    }),
    layer(
      ".pip_install(*packages, find_links, index_url, extra_index_url, pre, extra_options, force_build, env, secrets, gpu)",
      ".pipInstall(...packages, { … })",
      () => base.pipInstall("numpy", { pre: true, gpu: "T4" }),
      { kind: "pipInstall", packages: ["numpy"], pre: true },
    ),
    layer(
      ".pip_install_private_repos(*repos, git_user, …)",
      ".pipInstallPrivateRepos(...repos, { gitUser, … })",
      () =>
        base.pipInstallPrivateRepos("github.com/a/b@1", {
          gitUser: "me",
          secrets: [Secret.fromObject({ GITHUB_TOKEN: "1" })],
        }),
      { kind: "pipInstallPrivateRepos", gitUser: "me" },
    ),
    layer(
      ".pip_install_from_requirements(file, …)",
      ".pipInstallFromRequirements(file, { … })",
      () => base.pipInstallFromRequirements("requirements.txt"),
      { kind: "pipInstallFromRequirements", file: "requirements.txt" },
    ),
    layer(
      ".pip_install_from_pyproject(file, optional_dependencies, …)",
      ".pipInstallFromPyproject(file, { optionalDependencies, … })",
      () => base.pipInstallFromPyproject("pyproject.toml", { optionalDependencies: ["dev"] }),
      { kind: "pipInstallFromPyproject", optionalDependencies: ["dev"] },
      "the file is read, and part of the key; one without dependencies is an `InvalidError`",
    ),
    layer(
      ".uv_pip_install(*packages, requirements, uv_version, …)",
      ".uvPipInstall(...packages, { requirements, uvVersion, … })",
      () => base.uvPipInstall("numpy", { uvVersion: "0.9" }),
      { kind: "uvPipInstall", packages: ["numpy"], uvVersion: "0.9" },
    ),
    layer(
      ".uv_sync(dir, groups, extras, frozen, extra_options, uv_version, …)",
      ".uvSync(dir, { … })",
      () => base.uvSync("./", { groups: ["dev"], frozen: false }),
      { kind: "uvSync", groups: ["dev"], frozen: false },
      "the project is read, and part of the key",
    ),
    layer(
      ".poetry_install_from_file(pyproject, lockfile, ignore_lockfile, with_, without, only, poetry_version, old_installer, …)",
      ".poetryInstallFromFile(pyproject, { lockfile, with, … })",
      () => base.poetryInstallFromFile("pyproject.toml", { with: ["dev"], ignoreLockfile: true }),
      { kind: "poetryInstallFromFile", with: ["dev"] },
    ),
    layer(".apt_install(*packages, …)", ".aptInstall(...packages, { … })", () => base.aptInstall("git", "curl"), {
      kind: "aptInstall",
      packages: ["curl", "git"],
    }),
    layer(
      ".micromamba_install(*packages, spec_file, channels, …)",
      ".micromambaInstall(...packages, { … })",
      () => Image.micromamba().micromambaInstall("numpy", { channels: ["conda-forge"] }),
      { kind: "micromambaInstall", channels: ["conda-forge"] },
    ),
    layer(
      ".run_commands(*commands, env, secrets, volumes, gpu, force_build)",
      ".runCommands(...commands, { … })",
      () => base.runCommands("echo 1", ["echo 2"]),
      { kind: "runCommands", commands: ["echo 1", "echo 2"] },
    ),
    layer(".entrypoint(cmds)", ".entrypoint(words)", () => base.entrypoint(["/bin/run"]), {
      kind: "entrypoint",
      words: ["/bin/run"],
    }),
    layer(".cmd(cmd)", ".cmd(words)", () => base.cmd(["serve"]), { kind: "cmd", words: ["serve"] }),
    layer(".shell(cmds)", ".shell(words)", () => base.shell(["/bin/bash", "-c"]), {
      kind: "shell",
      words: ["/bin/bash", "-c"],
    }),
    layer(
      ".add_local_python_source(*modules, copy, ignore)",
      ".addLocalPythonSource(...modules, { copy, ignore })",
      () => base.addLocalPythonSource("helpers"),
      { kind: "addLocalPythonSource", modules: ["helpers"] },
      "modules of JavaScript are bundled with the function",
    ),
    works(".pipe(func, *args)", ".pipe(fn, ...args)", () => {
      const image = base.pipe((given, name: string) => given.pipInstall(name), "rich");
      expect(image.definition).toEqual(base.pipInstall("rich").definition);
    }),
  ],
};
