// Packs this package, has publint and attw look at it, installs it into an empty project elsewhere, and uses it there as a user would: as the README and
// the guide to deploying show, among other things. `--node 26` does that with the newest release of that Node, which it installs for the time of the test.
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { filesOf, readPage, sessionsOf } from "../test/docs/page.ts";
import { Walk } from "../test/docs/walk.ts";
import { INSTALL_SCRIPTS } from "./packed-manifest.ts";

const root = fileURLToPath(new URL("../", import.meta.url));
const { devDependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const project = mkdtempSync(join(tmpdir(), "modal-emulator-package-"));
const env = { ...process.env, PATH: [join(root, "node_modules/.bin"), process.env.PATH].join(delimiter) };
const { node: otherNode } = parseArgs({ options: { node: { type: "string" } } }).values;
let node = process.execPath;
const run = (command, args, cwd = project) => {
  try {
    return execFileSync(command, args, { cwd, env, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
  } catch (error) {
    console.error(error.stdout);
    throw error;
  }
};

/** What a command is started by to find its project on a file system that is read-only, if this machine lets us. */
function readOnlyWay() {
  const script = 'mount --bind . . && mount -o remount,ro,bind . && cd "$PWD" && exec "$@"';
  return [
    ["unshare", "-m"],
    ["unshare", "-U", "-r", "-m"],
  ]
    .map((how) => [...how, "sh", "-c", script, "sh"])
    .find(
      ([command, ...args]) => spawnSync(command, [...args, "sh", "-c", "! touch tried"], { cwd: project }).status === 0,
    );
}

/** Brings a release of Node, and puts it first on the path. */
function useNode(version) {
  const name = `node-${process.platform}-${process.arch}`;
  const to = join(project, "other-node");
  run("npm", ["install", "--no-audit", "--no-fund", "--loglevel=error", "--prefix", to, `${name}@${version}`]);
  node = join(to, "node_modules", name, "bin/node");
  env.PATH = [join(to, "node_modules", name, "bin"), env.PATH].join(delimiter);
  const used = run("node", ["--version"]);
  if (!used.startsWith(`v${version}.`)) throw new Error(`Node ${version} was asked for, and ${used.trim()} was found.`);
}

/** Does in a project of its own what pages show, with the package that is installed in `from`. */
async function followPages(from) {
  const installed = (path) => join(from, "node_modules", path);
  const programs = {
    "modal-emulator": installed("modal-emulator/dist/cli/bin.js"),
    vitest: installed("vitest/vitest.mjs"),
  };
  const begin = async (name) => {
    const folder = join(from, name, "/");
    mkdirSync(folder);
    writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true, type: "module" }));
    return Walk.begin({ folder: pathToFileURL(folder), programs, node });
  };
  const repository = pathToFileURL(root);
  const readme = readPage(repository, "README.md");
  await using first = await begin("readme");
  for (const [file, text] of filesOf(readme)) first.write(file, text);
  for (const { commands, prints } of sessionsOf(readme))
    await first.type(`$ ${commands.join("\n$ ").replace("run ", "run --quiet ")} 2> /dev/null\n${prints}`);
  await first.type("$ npx vitest run\n…\n      Tests  1 passed (1)\n…");
  await using second = await begin("deploying");
  await second.follow(readPage(repository, "docs/deploying.md"));
  for (const name of ["readme", "deploying"]) rmSync(join(from, name), { recursive: true }); // their tests are done
}

/** Learns, with the package that is installed: every exercise fails, and every solution passes. */
function learn() {
  const folder = join(project, "modal-lessons");
  const check = () =>
    JSON.parse(
      spawnSync("npx", ["modal-emulator", "learn", "check", "--all", "--json"], { cwd: project, env, encoding: "utf8" })
        .stdout,
    );
  const mended = check().filter(({ passed }) => passed);
  if (mended.length > 0) throw new Error(`Exercises pass as they are: ${mended.map(({ name }) => name).join(", ")}`);
  const lessons = join(project, "node_modules/modal-emulator/lessons");
  for (const id of readdirSync(lessons)) cpSync(join(lessons, id, "solution.ts"), join(folder, `${id}.ts`));
  run("npm", ["install", "--no-audit", "--no-fund", "--loglevel=error", "--prefix", folder, "fast-check"]);
  const failed = check().filter(({ passed }) => !passed);
  if (failed.length > 0) throw new Error(`Solutions fail: ${JSON.stringify(failed)}`);
  rmSync(folder, { recursive: true });
}

try {
  if (otherNode !== undefined) useNode(otherNode);
  run("node", ["tools/pack-manifest.ts", "strip"], root);
  const packed = run("npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", project], root);
  const [{ filename, files }] = JSON.parse(packed);
  const strays = files
    .map(({ path }) => path)
    .filter(
      (path) =>
        !/^(?:dist\/|docs\/|lessons\/\d\d-|proto\/modal\.proto$|package\.json$|README\.md$|LICENSE$|CHANGELOG\.md$)/.test(
          path,
        ),
    );
  if (strays.length > 0) throw new Error(`The package holds files that do not belong: ${strays.join(", ")}`);
  run("publint", ["run", "--strict", join(project, filename)]);
  run("attw", ["--profile", "esm-only", "--no-definitely-typed", join(project, filename)]);
  cpSync(join(root, "test/package/project"), project, { recursive: true });
  writeFileSync(join(project, "package.json"), JSON.stringify({ private: true, type: "module" }));
  const beside = ["vitest", "typescript", "@types/node"].map((name) => `${name}@${devDependencies[name]}`);
  run("npm", ["install", "--no-audit", "--no-fund", "--loglevel=error", join(project, filename), ...beside]);
  const { scripts } = JSON.parse(readFileSync(join(project, "node_modules/modal-emulator/package.json"), "utf8"));
  const unwanted = INSTALL_SCRIPTS.filter((name) => Object.hasOwn(scripts, name));
  if (unwanted.length > 0) throw new Error(`npm asks whether to run scripts of the package: ${unwanted.join(", ")}`);
  run("npx", ["tsc"]);
  const use = (...around) => {
    const [command = "npx", ...args] = [...around, "npx"];
    run(command, [...args, "vitest", "run", "--reporter=dot", "--configLoader=native"]); // others write a file
    const printed = run(command, [...args, "modal-emulator", "run", "--quiet", "app.ts", "--up-to", "4"]);
    if (printed !== "0 0.5 1 1.5\n") throw new Error(`The command printed ${JSON.stringify(printed)}`);
  };
  use();
  await followPages(project);
  run("npx", ["modal-emulator", "init", "fresh"]);
  run("npx", ["tsc", "-p", "fresh"]);
  run("npx", ["vitest", "run", "--root", "fresh", "--reporter=dot"]);
  run("npx", ["modal-emulator", "run", "--quiet", "app.ts"], join(project, "fresh"));
  learn();
  cpSync(join(root, "test/package/without-modal.js"), join(project, "without-modal.js"));
  run("node", ["without-modal.js"]);
  run("npm", ["install", "--no-audit", "--no-fund", "--loglevel=error", `modal@${devDependencies.modal}`]);
  cpSync(join(root, "test/package/client"), project, { recursive: true });
  run("npx", ["tsc", "--skipLibCheck"]); // types of Modal's package import @bufbuild/protobuf, which it does not bring along
  const readOnly = readOnlyWay();
  use();
  if (readOnly) use(...readOnly);
  console.log(
    `package: ${filename} with ${files.length} files installs, checks, tests and runs on Node ${run("node", ["--version"]).trim()}, ${readOnly ? "also where nothing can be written" : "not tried where nothing can be written: this machine makes no mount namespaces"}`,
  );
} finally {
  run("node", ["tools/pack-manifest.ts", "restore"], root);
  rmSync(project, { recursive: true, force: true });
}
