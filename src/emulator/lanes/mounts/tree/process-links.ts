import fs from "node:fs";

/** Node's own, from before anything was routed. */
const { readlinkSync } = fs;

/** Links that Linux follows by itself, so that what they lead to cannot be seen in a path. The first three files are no container's. */
const LINK =
  /^(?:\/proc\/(self|thread-self|\d+)(?:\/task\/\d+)?\/(?:(root)|(cwd)|exe|fd\/(?:[3-9]|\d{2,}))|\/dev\/fd\/(?:[3-9]|\d{2,}))(?=\/|$)/;

/** Places that are no files, wherever they are reached. */
const NO_FILE = /^\/(?:dev|proc|sys)(?:\/|$)| \(deleted\)$/;

const MAX_LINKS = 40;

let isReading = false;

/**
 * The same place without the links of a process, such as `/proc/self/root`, that lead to it.
 *
 * @param path absolute and normalised
 * @param directory where the container works, if it has said so
 * @param follows also a link at the end
 */
export function withoutProcessLinks(path: string, directory: string | undefined, follows: boolean = true): string {
  let place = path;
  for (let followed = 0; /^\/(?:proc|dev\/fd)\//.test(place) && followed < MAX_LINKS; followed++) {
    const [link, process, root, cwd] = LINK.exec(place) ?? [];
    if (link === undefined || isReading || (!follows && link === place)) return place;
    const isOwn = process !== undefined && (!/^\d/.test(process) || process === String(globalThis.process.pid));
    const target = root ? "/" : cwd && isOwn && directory !== undefined ? directory : targetOf(link);
    if (target === undefined) return place;
    place = `${target === "/" ? "" : target}${place.slice(link.length)}` || "/";
  }
  return place;
}

/** @returns `undefined` if it leads to no file */
function targetOf(link: string): string | undefined {
  isReading = true; // whoever guards this asks what it leads to
  try {
    const target = readlinkSync(link.replace(/^\/dev\/fd/, "/proc/self/fd"));
    return target.startsWith("/") && !NO_FILE.test(target) ? target : undefined;
  } catch {
    return undefined;
  } finally {
    isReading = false;
  }
}
