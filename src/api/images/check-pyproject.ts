import { readFileSync } from "node:fs";
import { InvalidError } from "../../contract/errors.js";

/** The text of the tables of a TOML file with this name, without their headers; what stands before all is in none. */
function tables(text: string, name: string): string[] {
  return text
    .split(/^[ \t]*\[(?!\[)/m)
    .slice(1)
    .flatMap((table) => {
      const end = table.indexOf("]");
      return table.slice(0, end).replaceAll(/["'\s]/g, "") === name ? [table.slice(end + 1)] : [];
    });
}

/**
 * Checks that a `pyproject.toml` says what is to be installed.
 * @param file absolute path on this machine
 * @throws InvalidError if it has no `project.dependencies`; Modal has a `ValueError`
 */
export function checkDependencies(file: string): void {
  const text = readFileSync(file, "utf8");
  const hasThem =
    tables(text, "project").some((table) => /^\s*dependencies\s*=/m.test(table)) ||
    /^\s*project\.dependencies\s*=/m.test(text);
  if (!hasThem)
    throw new InvalidError(`Image.pipInstallFromPyproject: ${file} has no [project] with dependencies to install.`);
}

/**
 * Checks that a project of uv stands for itself.
 * @param file absolute path of its `pyproject.toml` on this machine
 * @throws InvalidError if it is a workspace, of which images install nothing
 */
export function checkNoWorkspace(file: string): void {
  if (tables(readFileSync(file, "utf8"), "tool.uv.workspace").length > 0)
    throw new InvalidError(`Image.uvSync: ${file} is that of a workspace of uv, which images cannot install.`);
}
