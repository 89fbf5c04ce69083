import { constants } from "node:fs";
import { MemoryContent } from "./memory-content.js";
import type { LowerFile, LowerFiles } from "./tree/lower-files.js";

const { S_IFDIR, S_IFREG } = constants;

const DIRECTORIES =
  "bin boot dev etc home lib media mnt opt proc root run sbin srv sys tmp usr usr/bin usr/lib usr/local usr/local/bin usr/local/lib usr/sbin usr/share var var/cache var/lib var/log var/tmp";

const FILES: Readonly<Record<string, string>> = {
  "etc/group": "root:x:0:\nnogroup:x:65534:\n",
  "etc/hosts": "127.0.0.1\tlocalhost modal\n::1\tlocalhost\n",
  "etc/hostname": "modal\n",
  "etc/os-release":
    'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nNAME="Debian GNU/Linux"\nVERSION_ID="12"\nVERSION="12 (bookworm)"\nVERSION_CODENAME=bookworm\nID=debian\n',
  "etc/passwd": "root:x:0:0:root:/root:/bin/bash\nnobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n",
  "etc/shells": "/bin/sh\n/bin/bash\n",
};

/** Folders in which everybody may write. */
const OPEN: ReadonlySet<string> = new Set(["/tmp", "/var/tmp"]);

/** Names by folder. */
const NAMES = new Map<string, string[]>([["/", []]]);
const CONTENTS = new Map<string, Uint8Array>();

for (const directory of DIRECTORIES.split(" ")) {
  NAMES.set(`/${directory}`, []);
  note(directory);
}
for (const [file, text] of Object.entries(FILES)) {
  CONTENTS.set(`/${file}`, Buffer.from(text));
  note(file);
}

function note(path: string): void {
  const at = path.lastIndexOf("/");
  NAMES.get(at < 0 ? "/" : `/${path.slice(0, at)}`)?.push(path.slice(at + 1));
}

/** The disk of a small Linux on which nothing is installed: what shows through where nothing of the machine does. */
export const BARE_FILES: LowerFiles = {
  look(path) {
    const content = CONTENTS.get(path);
    if (content) return info(S_IFREG | 0o644, content.length);
    return NAMES.has(path) ? info(S_IFDIR | (OPEN.has(path) ? 0o1777 : 0o755), 4096) : undefined;
  },
  own: [],
  hasOwn: true,
  isOwn: () => true,
  isLink: () => false,
  realFolder(path) {
    if (NAMES.has(path)) return path;
    throw Object.assign(new Error(`ENOENT: no such file or directory, realpath '${path}'`), { code: "ENOENT" });
  },
  names: (path) => (NAMES.get(path) ?? []).toSorted(),
  read: (path) => CONTENTS.get(path) ?? new Uint8Array(),
  open: (path) => new MemoryContent(CONTENTS.get(path) ?? new Uint8Array()),
};

/** Nothing but a root. */
export const EMPTY_FILES: LowerFiles = {
  look: (path) => (path === "/" ? info(S_IFDIR | 0o755, 4096) : undefined),
  own: [],
  hasOwn: true,
  isOwn: () => true,
  isLink: () => false,
  realFolder: (path) => path,
  names: () => [],
  read: () => new Uint8Array(),
  open: () => new MemoryContent(new Uint8Array()),
};

function info(mode: number, size: number): LowerFile {
  return {
    ino: 0, // each tree numbers its own
    mode,
    nlink: 1,
    uid: 0,
    gid: 0,
    size,
    atimeMs: 0,
    mtimeMs: 0,
    ctimeMs: 0,
    birthtimeMs: 0,
    symlink: undefined,
  };
}
