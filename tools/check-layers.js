// The rules of the rooms: who may import whom, and where time and chance of the real world may be used.
import { globSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../", import.meta.url));

/** Folders that may not import from others. */
const FORBIDDEN_IMPORTS = [
  { from: /^src\/api\//, to: /^src\/(?!api\/)/, why: "the API depends on the Backend port only" },
  {
    from: /^src\/emulator\//,
    to: /^src\/(?:cli|testing)\//,
    why: "front ends are built on the emulator, not under it",
  },
  {
    from: /^src\/emulator\/(?:kernel|calls|pools|apps|storage|schedules|logs)\//,
    to: /^src\/emulator\/(?:host|clock)\//,
    why: "the kernel knows nothing of the rim",
  },
  {
    from: /^src\/emulator\/(?:kernel|calls|pools|apps|storage|schedules|logs)\//,
    to: /^src\/emulator\/lanes\/(?!protocol\.)/,
    why: "the kernel knows lanes by their protocol only",
  },
  {
    from: /^src\/emulator\/(?:kernel|calls|pools|apps|storage|schedules|logs|clock)\//,
    to: /^node:/,
    why: "the kernel is free of Node's I/O",
  },
  {
    from: /^src\/output\//,
    to: /^src\/(?:emulator\/(?!index\.)|cli\/|testing\/)/,
    why: "what is shown are a world's events, as a user could see them",
  },
  { from: /^src\/cli\//, to: /^src\/emulator\/(?!index\.)/, why: "the command line calls what a user could call" },
];

/** Outside of these folders, the real world's time and chance are out of bounds. */
const RIM = /^src\/(?:emulator\/(?:lanes|host|web|sandboxes)|cli|output)\//;
const REAL_WORLD =
  /\b(?:Date\.now\(|new Date\(\)|Math\.random\(|performance\.now\(|set(?:Timeout|Interval|Immediate)\(|crypto\.)/;

const problems = [];
for (const file of globSync("src/**/*.ts", { cwd: root })) {
  const source = readFileSync(join(root, file), "utf8");
  for (const [, specifier] of source.matchAll(/(?:from|import)\s*\(?\s*"([^"]+)"/g)) {
    const target = specifier.startsWith(".") ? relative(root, join(root, dirname(file), specifier)) : specifier;
    for (const { from, to, why } of FORBIDDEN_IMPORTS)
      if (from.test(file) && to.test(target)) problems.push(`${file} imports ${target}: ${why}`);
  }
  if (RIM.test(file)) continue;
  const code = source.replace(/\/\*[\s\S]*?\*\//g, "").replace(/\/\/.*$/gm, "");
  const used = REAL_WORLD.exec(code)?.[0];
  if (used) problems.push(`${file} uses ${used}…: time and chance come from the world`);
}
for (const problem of problems) console.error(problem);
console.log(`layers: ${problems.length} problems`);
process.exitCode = problems.length > 0 ? 1 : 0;
