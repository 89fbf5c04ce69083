import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { type Area, differs, notOffline, works } from "../row.ts";
import { commands } from "./commands.ts";

const APP = `import { App, CloudBucketMount, method, Secret, Volume } from "modal-emulator";
export const app = new App("running");
export const add = app.function({}, async function add(a = 1, b = 2) {
  console.log("adding");
  return \`sum \${a + b}\`;
});
export const late = app.function({}, async function late() {
  await new Promise((resolve) => setTimeout(resolve, 1000));
  console.log("late");
});
export const listed = app.function({}, async function* listed() { yield 1; });
export const Counter = app.cls({}, class Counter { up = method(async (n = 1) => \`at \${n}\`); });
app.localEntrypoint({ args: { upTo: { type: "integer", default: 3 } } }, async function main({ upTo }) {
  console.log(\`up to \${upTo}, interactive \${app.isInteractive}\`);
  await late.spawn();
});
`;

/** Functions that need something that is stored. */
const NEEDS = {
  shop: `{ secrets: [Secret.fromName("shop")] }, async function shop() { return process.env["NAME"]; }`,
  bucket: `{ volumes: { "/b": new CloudBucketMount("mine") } }, async function bucket() { return "read"; }`,
  shelf: `{ volumes: { "/v": Volume.fromName("shelf") } }, async function shelf() { return "read"; }`,
};

/** A file with an app, and commands. @param need a further function */
function file(need?: keyof typeof NEEDS): { path: string; kept: ReturnType<typeof commands> } {
  const kept = commands();
  const further = need === undefined ? "" : `export const ${need} = app.function(${NEEDS[need]});\n`;
  return { path: kept.file("app.ts", APP + further), kept };
}

export const running: Area = {
  title: "`run` and the top level",
  intro:
    "Of its own, `modal-emulator run` has `--seed`, `--start-time`, `--threads`, `--secret`, `--setup`, `--disk`, `--state`, `--no-state`, `--offline` and `--json`.",
  rows: [
    works("modal --version", "`--version`", async () => {
      const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };
      expect(await commands().top("--version")).toBe(`modal-emulator ${version}\n`);
    }),
    works("modal --help", "`--help`, `help COMMAND`", async () => {
      expect(await commands().top("--help")).toContain("\nCommands:\n");
      expect(await commands().top("help", "run")).toContain("Usage: modal-emulator run ");
    }),
    works("modal -h", "`-h`", async () => {
      expect(await commands().top("-h")).toBe(await commands().top("--help"));
    }),
    notOffline("modal --profile NAME", "no account is needed, so there are no profiles", async () => {
      await commands().fails(2, "There is no command `profile` offline. No account is needed", "profile", "list");
    }),
    works("modal run file", "run file.ts", async () => {
      const { path, kept } = file();
      expect(await kept.ok("run", "-q", path)).toContain("up to 3");
    }),
    works("modal run file::func", "run file.ts::name", async () => {
      const { path, kept } = file();
      expect(await kept.ok("run", "-q", `${path}::add`)).toBe("adding\nsum 3\n");
    }),
    works("modal run file::app.func", "run file.ts::app.name", async () => {
      const { path, kept } = file();
      expect(await kept.ok("run", "-q", `${path}::app.add`)).toBe("adding\nsum 3\n");
    }),
    works("modal run file::Class.method", "run file.ts::Class.method", async () => {
      const { path, kept } = file();
      expect(await kept.ok("run", "-q", `${path}::Counter.up`, "--n", "4")).toBe("at 4\n");
    }),
    works("modal run: function arguments as options", "`--n 4`", async () => {
      const { path, kept } = file();
      expect(await kept.ok("run", "-q", `${path}::add`, "--a", "4", "--b", "5")).toContain("sum 9\n");
    }),
    works("modal run … --help", "run … `--help`", async () => {
      const { path, kept } = file();
      expect(await kept.ok("run", `${path}::add`, "--help")).toContain("--a");
    }),
    works("modal run: local entrypoint with arguments", "run file.ts `--up-to 4`", async () => {
      const { path, kept } = file();
      expect(await kept.ok("run", "-q", path, "--up-to", "4")).toContain("up to 4");
    }),
    works(
      "modal run of a remote generator",
      "run file.ts::gen",
      async () => {
        const { path, kept } = file();
        await kept.fails(1, "it is not supported for generator functions", "run", "-q", `${path}::listed`);
      },
      "refused on Modal, too",
    ),
    differs(
      "modal run -m module.path",
      "run file.ts",
      "files are named as such: there are no module paths",
      async () => {
        await commands().fails(1, "There are no module paths and no `-m` here", "run", "-q", "pkg.app::f");
      },
    ),
    works("modal run -n/--name", "`-n`, `--name`", async () => {
      const { path, kept } = file();
      expect(await kept.ok("run", "-q", "-n", "mine", path)).toContain("up to 3");
    }),
    works("modal run -w/--write-result", "`-w`, `--write-result`", async () => {
      const { path, kept } = file();
      const result = join(kept.directory, "result");
      await kept.ok("run", "-q", "-w", result, `${path}::add`);
      expect(readFileSync(result, "utf8")).toBe("sum 3");
    }),
    works("modal run -q/--quiet", "`-q`, `--quiet`", async () => {
      const { path, kept } = file();
      expect(await kept.ok("run", "--quiet", `${path}::add`)).toBe("adding\nsum 3\n");
    }),
    works(
      "modal run -d/--detach",
      "`-d`, `--detach`",
      async () => {
        const { path, kept } = file();
        expect(await kept.ok("run", "-q", "--detach", path)).toContain("late\n");
        expect(await kept.ok("run", "-q", path)).not.toContain("late\n");
      },
      "calls that were spawned end before the command does",
    ),
    works("modal run -i/--interactive", "`-i`, `--interactive`", async () => {
      const { path, kept } = file();
      const { stdout } = await kept.any("run", "-i", path);
      expect(stdout).toContain("interactive true");
      await kept.fails(1, "InvalidError: To use interactive mode, remove the --quiet flag.", "run", "-iq", path);
    }),
    works("modal run -e/--env", "`-e`, `--env`", async () => {
      const { path, kept } = file("shop");
      await kept.ok("secret", "create", "shop", "NAME=dev", "-e", "dev");
      expect(await kept.ok("run", "-q", "--env", "dev", `${path}::shop`)).toBe("dev\n");
    }),
    works("modal run --timestamps", "`--timestamps`", async () => {
      const { path, kept } = file();
      expect(await kept.ok("run", "-q", "--timestamps", `${path}::add`)).toMatch(/^2026-01-01T00:00:00\.000Z adding\n/);
    }),
    works("modal run of an app with Secret.from_name", "secret create, or `--secret`", async () => {
      const { path, kept } = file("shop");
      await kept.fails(1, 'Secret "shop" does not exist', "run", "-q", `${path}::shop`);
      expect(await kept.ok("run", "-q", "--secret", "shop=NAME=own", `${path}::shop`)).toBe("own\n");
      await kept.ok("secret", "create", "shop", "NAME=kept");
      expect(await kept.ok("run", "-q", `${path}::shop`)).toBe("kept\n");
    }),
    works(
      "modal run of an app with a CloudBucketMount",
      "`--setup`",
      async () => {
        const { path, kept } = file("bucket");
        const setup = kept.file("setup.ts", 'export default (world) => void world.buckets.create("mine");');
        await kept.fails(1, 'There is no bucket "mine" in this world', "run", "-q", `${path}::bucket`);
        expect(await kept.ok("run", "-q", "--setup", setup, `${path}::bucket`)).toBe("read\n");
      },
      "buckets are those of a world, which a file for `--setup` makes",
    ),
    works("modal run of an app with Volume.from_name without create_if_missing", "volume create", async () => {
      const { path, kept } = file("shelf");
      await kept.fails(1, 'Volume "shelf" does not exist', "run", "-q", `${path}::shelf`);
      await kept.ok("volume", "create", "shelf");
      expect(await kept.ok("run", "-q", `${path}::shelf`)).toBe("read\n");
    }),
    differs("modal bootstrap", "init DIR `--force`", "has another name, and one template", async () => {
      const kept = commands();
      await kept.fails(2, "`modal-emulator init` makes an app", "bootstrap", "x");
      await kept.top("init", join(kept.directory, "made"));
      expect(existsSync(join(kept.directory, "made/app.test.ts"))).toBe(true);
    }),
  ],
};
