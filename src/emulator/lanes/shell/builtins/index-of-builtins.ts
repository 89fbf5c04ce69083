import { alias, unalias } from "./alias.js";
import type { Builtin, Declaration } from "./builtin.js";
import { builtin, command, enable, hash, help, type } from "./naming-builtins.js";
import { declare, exportVariables, local, readonlyVariables, typeset } from "./declare.js";
import { cd, dirs, popd, pushd, pwd } from "./directories.js";
import { echo } from "./echo.js";
import { breakLoop, caller, continueLoop, evaluate, exit, letCommand, returnFrom, shift, source } from "./flow.js";
import { getopts } from "./getopts.js";
import { disown, fg, jobs, wait } from "./job-control.js";
import { kill } from "./kill.js";
import { times, ulimit, umask } from "./limits.js";
import { mapfile } from "./mapfile.js";
import { printf } from "./printf.js";
import { read } from "./read.js";
import { set, shopt, unset } from "./set.js";
import { test } from "./test.js";
import { trap } from "./trap.js";

/** By name. */
export const builtins: ReadonlyMap<string, Builtin> = new Map<string, Builtin>([
  [":", () => 0],
  [".", source],
  ["[", test],
  ["alias", alias],
  ["bg", fg],
  ["break", breakLoop],
  ["builtin", builtin],
  ["caller", caller],
  ["cd", cd],
  ["command", command],
  ["continue", continueLoop],
  ["dirs", dirs],
  ["disown", disown],
  ["echo", echo],
  ["enable", enable],
  ["eval", evaluate],
  ["exit", exit],
  ["false", () => 1],
  ["fg", fg],
  ["getopts", getopts],
  ["hash", hash],
  ["help", help],
  ["jobs", jobs],
  ["kill", kill],
  ["let", letCommand],
  ["logout", exit],
  ["mapfile", mapfile],
  ["popd", popd],
  ["printf", printf],
  ["pushd", pushd],
  ["pwd", pwd],
  ["read", read],
  ["readarray", mapfile],
  ["return", returnFrom],
  ["set", set],
  ["shift", shift],
  ["shopt", shopt],
  ["source", source],
  ["test", test],
  ["times", times],
  ["trap", trap],
  ["true", () => 0],
  ["type", type],
  ["ulimit", ulimit],
  ["umask", umask],
  ["unalias", unalias],
  ["unset", unset],
  ["wait", wait],
]);

/** Those whose arguments may be assignments. */
export const declarations: ReadonlyMap<string, Declaration> = new Map([
  ["declare", declare],
  ["export", exportVariables],
  ["local", local],
  ["readonly", readonlyVariables],
  ["typeset", typeset],
]);
