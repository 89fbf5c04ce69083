import type { Program } from "../processes/process.js";
import * as chance from "./chance-commands.js";
import * as constant from "./constant-commands.js";
import { date } from "./date-command.js";
import { cmp, diff } from "./diff-command.js";
import * as environment from "./env-commands.js";
import { curl, type Fetch, wget } from "./fetch-commands.js";
import { find } from "./find-command.js";
import { grep } from "./grep-command.js";
import { head } from "./head-command.js";
import { INSTALLER_NAMES, type Installed, installer, LACKING, lacking } from "./lacking-commands.js";
import { ls } from "./ls-command.js";
import * as make from "./make-commands.js";
import * as move from "./move-commands.js";
import { od } from "./od-command.js";
import * as paths from "./path-commands.js";
import { printfCommand } from "./printf-command.js";
import { kill, sleep, timeout } from "./process-commands.js";
import { pgrep, pkill, ps } from "./ps-command.js";
import { seq, yes } from "./sequence-commands.js";
import { sort, uniq } from "./sort-command.js";
import { split } from "./split-command.js";
import { stat } from "./stat-command.js";
import { tail } from "./tail-command.js";
import { test } from "./test-command.js";
import { tr } from "./tr-command.js";
import { cat, echo, tee, wc, which } from "./text-commands.js";
import { type LoadTools, loadTools, tool, TOOL_NAMES } from "./tools.js";
import { xargs } from "./xargs-command.js";

/** What commands need of the world around their machine. */
export interface CommandsPort {
  /** For `curl` and `wget`. Left out: there is no network. */
  readonly fetch?: Fetch | undefined;
  /** Whether the image has a package. Left out: it has all. */
  readonly installed?: Installed | undefined;
  /** Loads just-bash. */
  readonly loadTools?: LoadTools | undefined;
}

const NATIVE: Readonly<Record<string, Program>> = {
  "[": test,
  arch: constant.arch,
  basename: paths.basename,
  cat,
  chgrp: make.chown,
  chmod: make.chmod,
  chown: make.chown,
  clear: constant.clear,
  cmp,
  cp: move.cp,
  date,
  diff,
  dirname: paths.dirname,
  echo,
  env: environment.env,
  false: constant.fail,
  groups: constant.groups,
  egrep: grep,
  fgrep: grep,
  find,
  grep,
  head,
  hostname: constant.hostname,
  id: constant.id,
  ionice: environment.passOn,
  kill,
  ln: make.ln,
  logname: constant.logname,
  ls,
  mkdir: make.mkdir,
  mkfifo: make.mkfifo,
  mktemp: chance.mktemp,
  mv: move.mv,
  nice: environment.passOn,
  nohup: environment.nohup,
  nproc: constant.nproc,
  od,
  pgrep,
  pkill,
  printenv: environment.printenv,
  printf: printfCommand,
  ps,
  pwd: constant.pwd,
  readlink: paths.readlink,
  realpath: paths.realpath,
  rm: move.rm,
  rmdir: make.rmdir,
  seq,
  setsid: environment.setsid,
  shuf: chance.shuf,
  sleep,
  sort,
  split,
  stat,
  stdbuf: environment.passOn,
  sync: constant.succeed,
  tail,
  tee,
  test,
  time: environment.time,
  timeout,
  tr,
  touch: make.touch,
  true: constant.succeed,
  tty: constant.tty,
  uname: constant.uname,
  uniq,
  wc,
  which,
  whoami: constant.whoami,
  xargs,
  yes,
};

/** Programs that every machine has, by name. What it lacks, and says so, is among them. */
export function nativePrograms(port: CommandsPort = {}): ReadonlyMap<string, Program> {
  const install = installer(port.installed ?? (() => true));
  const load = port.loadTools ?? loadTools;
  return new Map([
    ...LACKING.map((name) => [name, lacking] as const),
    ...INSTALLER_NAMES.map((name) => [name, install] as const),
    ...TOOL_NAMES.map((name) => [name, tool(name, load)] as const),
    ...Object.entries(NATIVE),
    ["curl", curl(port.fetch)] as const,
    ["wget", wget(port.fetch)] as const,
  ]);
}
