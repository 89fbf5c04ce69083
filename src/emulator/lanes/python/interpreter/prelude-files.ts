import { ERRORS } from "./errors-source.js";
import { IMPORT_HOOKS } from "./import-hooks-source.js";
import { MACHINE_CALLS } from "./machine-calls-source.js";
import { PIP, VENV } from "./program-sources.js";
import { GROUPS, USERS } from "./users-source.js";
import { WEB } from "./web-source.js";
import { SIGNALS } from "./signals-source.js";
import { SITE } from "./site-source.js";

/** Files of Python that each run begins with, by where they are in its library. */
export const PRELUDE_FILES: Readonly<Record<string, string>> = {
  "sitecustomize.py": SITE,
  "_machine_calls.py": MACHINE_CALLS,
  "_machine_errors.py": ERRORS,
  "_machine_signals.py": SIGNALS,
  "_machine_imports.py": IMPORT_HOOKS,
  "_machine_web.py": WEB,
  "pwd.py": USERS,
  "grp.py": GROUPS,
  "pip/__main__.py": PIP,
  "pip/__init__.py": "",
  "venv/__main__.py": VENV,
  "venv/__init__.py": "",
};
