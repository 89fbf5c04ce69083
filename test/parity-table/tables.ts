import { commandLine } from "./command-line/areas.ts";
import { documents } from "./documents/areas.ts";
import { javascript } from "./javascript/areas.ts";
import { python } from "./python/areas.ts";
import type { Area } from "./row.ts";

/** What is named by one source: a section of the page. */
export interface Table {
  readonly title: string;
  /** Markdown. */
  readonly intro: string;
  readonly areas: readonly Area[];
}

/** All rows, in the order of the page. */
export const TABLES: readonly Table[] = [
  {
    title: "Older names",
    intro:
      "What two older descriptions of Modal's API have: an overview of its names, and the functions of the time of `Stub`.",
    areas: documents,
  },
  {
    title: "Python",
    intro: "The public names of Modal's Python package, 1.5.4, with the options of its main functions.",
    areas: python,
  },
  {
    title: "JavaScript",
    intro:
      "The public names of Modal's JavaScript package, `modal` 0.11.1: a row works if its line does, with a handle that was got in the way of `modal-emulator`, or with the package's own client ([guide](clients.md)).",
    areas: javascript,
  },
  {
    title: "Command line",
    intro:
      "The commands of Modal's Python package, 1.5.4, with their arguments and options ([reference](command-line.md)).",
    areas: commandLine,
  },
];
