import { readFileSync } from "node:fs";
import { posix } from "node:path";
import type {
  BaseLayer,
  CommandLayer,
  ConfigurationLayer,
  FileLayer,
  ImageLayer,
  InstallLayer,
  PackageIndexSettings,
} from "../../contract/image-definition.js";
import type { ImageBuilder } from "../../contract/image-builder.js";
import { imageFile } from "./local-files.js";

const GET_UV = (version = "latest"): string => `COPY --from=ghcr.io/astral-sh/uv:${version} /uv /.uv/uv`;

/**
 * A layer as lines of a Dockerfile, in the manner of Modal's builder; what a Dockerfile cannot say is a comment.
 * @throws InvalidError for a Dockerfile that is not there
 */
export function dockerfileText(layer: ImageLayer, builder: ImageBuilder): string {
  return linesOf(layer, builder).join("\n");
}

function linesOf(layer: ImageLayer, builder: ImageBuilder): readonly string[] {
  switch (layer.kind) {
    case "debianSlim":
    case "micromamba":
    case "scratch":
    case "registry":
    case "gcpArtifactRegistry":
    case "awsEcr":
    case "dockerfile":
    case "id":
    case "named":
      return base(layer, builder);
    case "runCommands":
    case "dockerfileCommands":
    case "runFunction":
      return commands(layer);
    case "env":
    case "workdir":
    case "entrypoint":
    case "cmd":
    case "shell":
      return configuration(layer);
    case "addLocalFile":
    case "addLocalDir":
    case "addLocalPythonSource":
      return files(layer);
    default:
      return install(layer);
  }
}

function base(layer: BaseLayer, builder: ImageBuilder): readonly string[] {
  const debian = builder === "2023.12" ? "bullseye" : "bookworm";
  switch (layer.kind) {
    case "debianSlim":
      return [`FROM python:${layer.pythonVersion ?? "3"}-slim-${debian}`];
    case "micromamba":
      return [
        `FROM mambaorg/micromamba:${debian}-slim`,
        `RUN micromamba install -n base -y python${layer.pythonVersion ? `=${layer.pythonVersion}` : ""} pip -c conda-forge`,
      ];
    case "scratch":
      return ["FROM scratch"];
    case "id":
      return [`FROM ${layer.id}`];
    case "named":
      return [`FROM ${layer.environment === undefined ? "" : `${layer.environment}/`}${layer.name}:${layer.tag}`];
    case "dockerfile":
      return [
        readFileSync(imageFile("Image.fromDockerfile", layer.path), "utf8").trimEnd(),
        ...python(layer.addPython),
      ];
    default:
      return [`FROM ${layer.tag}`, ...layer.setupDockerfileCommands, ...python(layer.addPython)];
  }
}

function python(version: string | undefined): readonly string[] {
  return version === undefined ? [] : [`# Python ${version}`, "COPY /python/. /usr/local"];
}

function install(layer: InstallLayer): readonly string[] {
  switch (layer.kind) {
    case "pipInstall":
      return [`RUN python -m pip install ${words([...layer.packages.map(quoted), ...index(layer)])}`];
    case "pipInstallPrivateRepos": {
      const urls = layer.repositories.map((repository) => {
        const token = repository.startsWith("github") ? "GITHUB_TOKEN" : "GITLAB_TOKEN";
        return `git+https://${layer.gitUser}:$${token}@${repository}`;
      });
      return [
        "RUN apt-get update && apt-get install -y git",
        ...urls.map((url) => `RUN python3 -m pip install ${words([`"${url}"`, ...index(layer)])}`),
      ];
    }
    case "pipInstallFromRequirements":
      return [
        `COPY ${layer.file} /.requirements.txt`,
        `RUN python -m pip install ${words(["-r /.requirements.txt", ...index(layer)])}`,
      ];
    case "pipInstallFromPyproject": {
      const groups = ["dependencies", ...layer.optionalDependencies].join(", ");
      return [`# ${groups} of ${layer.file}`, `RUN python -m pip install ${words(["…", ...index(layer)])}`];
    }
    case "uvPipInstall":
      return [
        GET_UV(layer.uvVersion),
        ...layer.requirements.map((file, number) => `COPY ${file} /.uv/${number}/${posix.basename(file)}`),
        `RUN /.uv/uv pip install ${words([
          "--python $(command -v python) --compile-bytecode",
          ...layer.requirements.map((file, number) => `--requirements /.uv/${number}/${posix.basename(file)}`),
          ...layer.packages.map(quoted),
          ...index(layer, "--prerelease allow"),
        ])}`,
      ];
    case "uvSync":
      return [
        GET_UV(layer.uvVersion),
        `COPY ${posix.join(layer.projectDir, "pyproject.toml")} /.uv/pyproject.toml`,
        ...(layer.frozen ? [`COPY ${posix.join(layer.projectDir, "uv.lock")} /.uv/uv.lock`] : []),
        `RUN /.uv/uv sync ${words([
          "--project=/.uv --no-install-workspace --compile-bytecode",
          ...(layer.frozen ? ["--frozen"] : []),
          ...layer.groups.map((group) => `--group=${quoted(group)}`),
          ...layer.extras.map((extra) => `--extra=${quoted(extra)}`),
          layer.extraOptions,
        ])}`,
        "ENV PATH=/.uv/.venv/bin:$PATH",
      ];
    case "poetryInstallFromFile":
      return [
        `RUN python -m pip install poetry${layer.poetryVersion === "latest" ? "" : `==${layer.poetryVersion}`}`,
        `COPY ${layer.pyproject} /tmp/poetry/pyproject.toml`,
        ...(layer.lockfile === undefined ? [] : [`COPY ${layer.lockfile} /tmp/poetry/poetry.lock`]),
        `RUN cd /tmp/poetry && poetry config virtualenvs.create false && poetry install ${words([
          "--no-root",
          ...(["with", "without", "only"] as const).flatMap((name) =>
            layer[name].length > 0 ? [`--${name} ${layer[name].join(",")}`] : [],
          ),
        ])}`,
      ];
    case "aptInstall":
      return ["RUN apt-get update", `RUN apt-get install -y ${words(layer.packages.map(quoted))}`];
    case "micromambaInstall":
      return [
        ...(layer.specFile === undefined ? [] : [`COPY ${layer.specFile} /${posix.basename(layer.specFile)}`]),
        `RUN micromamba install ${words([
          ...layer.packages.map(quoted),
          ...(layer.specFile === undefined ? [] : [`-f /${posix.basename(layer.specFile)} -n base`]),
          ...layer.channels.map((channel) => `-c ${quoted(channel)}`),
          "--yes",
        ])}`,
      ];
  }
}

function commands(layer: CommandLayer): readonly string[] {
  if (layer.kind === "dockerfileCommands") return layer.commands;
  if (layer.kind === "runCommands") return layer.commands.map((command) => `RUN ${command}`);
  return [`# runs the function ${layer.functionName}`];
}

function configuration(layer: ConfigurationLayer): readonly string[] {
  if (layer.kind === "env") return Object.entries(layer.values).map(([name, value]) => `ENV ${name}=${quoted(value)}`);
  if (layer.kind === "workdir") return [`WORKDIR ${quoted(layer.path)}`];
  return [`${layer.kind.toUpperCase()} [${layer.words.map((word) => JSON.stringify(word)).join(", ")}]`];
}

function files(layer: FileLayer): readonly string[] {
  const [what, where] =
    layer.kind === "addLocalPythonSource" ? [layer.modules.join(" "), "/root/"] : [layer.local, layer.remote];
  return [layer.copy ? `COPY ${what} ${where}` : `# ${what} is added at ${where} as a container starts`];
}

function index(
  { findLinks, indexUrl, extraIndexUrl, pre, extraOptions }: PackageIndexSettings,
  flag = "--pre",
): string[] {
  return [
    ...(findLinks === undefined ? [] : [`--find-links ${quoted(findLinks)}`]),
    ...(indexUrl === undefined ? [] : [`--index-url ${quoted(indexUrl)}`]),
    ...(extraIndexUrl === undefined ? [] : [`--extra-index-url ${quoted(extraIndexUrl)}`]),
    ...(pre ? [flag] : []),
    extraOptions,
  ];
}

function words(list: readonly string[]): string {
  return list.filter((word) => word !== "").join(" ");
}

/** As Python's `shlex.quote` does. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'"'"'`)}'`;
}
