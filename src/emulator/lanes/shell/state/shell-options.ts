const LETTERS: Readonly<Record<string, string>> = {
  a: "allexport",
  b: "notify",
  B: "braceexpand",
  C: "noclobber",
  e: "errexit",
  E: "errtrace",
  f: "noglob",
  h: "hashall",
  H: "histexpand",
  k: "keyword",
  m: "monitor",
  n: "noexec",
  p: "privileged",
  P: "physical",
  t: "onecmd",
  T: "functrace",
  u: "nounset",
  v: "verbose",
  x: "xtrace",
};
const NAMES = [
  ...Object.values(LETTERS),
  "emacs",
  "history",
  "ignoreeof",
  "interactive-comments",
  "nolog",
  "pipefail",
  "posix",
  "vi",
];
const ON: ReadonlySet<string> = new Set(["braceexpand", "hashall", "interactive-comments"]);

const SHOPTS = [
  "autocd", "assoc_expand_once", "cdable_vars", "cdspell", "checkhash", "checkjobs", "checkwinsize", "cmdhist",
  "compat31", "compat32", "compat40", "compat41", "compat42", "compat43", "compat44", "complete_fullquote",
  "direxpand", "dirspell", "dotglob", "execfail", "expand_aliases", "extdebug", "extglob", "extquote", "failglob",
  "force_fignore", "globasciiranges", "globskipdots", "globstar", "gnu_errfmt", "histappend", "histreedit",
  "histverify", "hostcomplete", "huponexit", "inherit_errexit", "interactive_comments", "lastpipe", "lithist",
  "localvar_inherit", "localvar_unset", "login_shell", "mailwarn", "no_empty_cmd_completion", "nocaseglob",
  "nocasematch", "noexpand_translation", "nullglob", "patsub_replacement", "progcomp", "progcomp_alias", "promptvars",
  "restricted_shell", "shift_verbose", "sourcepath", "varredir_close", "xpg_echo",
]; // prettier-ignore
const SHOPTS_ON: ReadonlySet<string> = new Set([
  "checkwinsize",
  "cmdhist",
  "complete_fullquote",
  "extquote",
  "force_fignore",
  "globasciiranges",
  "globskipdots",
  "hostcomplete",
  "interactive_comments",
  "patsub_replacement",
  "progcomp",
  "promptvars",
  "sourcepath",
]);

/** What `set` and `shopt` switch. */
export class Options {
  /** Shared with copies: a change makes another. */
  #on = ON;
  #shopts = SHOPTS_ON;

  has(name: string): boolean {
    return this.#on.has(name);
  }

  shopt(name: string): boolean {
    return this.#shopts.has(name);
  }

  /** @returns false if there is no such option */
  set(name: string, on: boolean): boolean {
    if (!NAMES.includes(name)) return false;
    this.#on = changed(this.#on, name, on);
    return true;
  }

  /** @returns false if there is no such letter */
  setLetter(letter: string, on: boolean): boolean {
    const name = LETTERS[letter];
    return name !== undefined && this.set(name, on);
  }

  /** @returns false if there is no such option */
  setShopt(name: string, on: boolean): boolean {
    if (!SHOPTS.includes(name)) return false;
    this.#shopts = changed(this.#shopts, name, on);
    return true;
  }

  names(): readonly string[] {
    return NAMES.toSorted();
  }

  shoptNames(): readonly string[] {
    return SHOPTS;
  }

  /** Letters of what is on, as `$-` has them. */
  letters(): string {
    return Object.entries(LETTERS)
      .filter(([, name]) => this.#on.has(name))
      .map(([letter]) => letter)
      .toSorted(
        (left, right) =>
          (left.toLowerCase() === left ? 0 : 1) - (right.toLowerCase() === right ? 0 : 1) || (left < right ? -1 : 1),
      )
      .join("");
  }

  copyFrom(other: Options): void {
    this.#on = other.#on;
    this.#shopts = other.#shopts;
  }
}

function changed(names: ReadonlySet<string>, name: string, on: boolean): ReadonlySet<string> {
  if (names.has(name) === on) return names;
  return new Set(on ? [...names, name] : [...names].filter((each) => each !== name));
}
