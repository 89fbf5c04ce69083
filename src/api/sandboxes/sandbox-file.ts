import type { SandboxFileInfo } from "../../contract/sandbox-files.js";
import { refuseCrossing } from "../codec/refuse-crossing.js";

/** A file, directory or symbolic link of a sandbox. */
export interface FileInfo extends Omit<SandboxFileInfo, "modifiedTime"> {
  readonly modifiedTime: Date;
  isFile(): boolean;
  isDir(): boolean;
  isSymlink(): boolean;
}

/** What is known of one. */
export class SandboxFile implements FileInfo {
  declare readonly name: string;
  declare readonly path: string;
  declare readonly type: FileInfo["type"];
  declare readonly size: number;
  declare readonly mode: number;
  declare readonly permissions: string;
  declare readonly owner: string;
  declare readonly group: string;
  declare readonly modifiedTime: Date;
  declare readonly symlinkTarget?: string;

  static {
    refuseCrossing(SandboxFile, "FileInfo", "Pass its data, as in `{ ...it }`, or its path.");
  }

  constructor(info: SandboxFileInfo) {
    Object.assign(this, info, { modifiedTime: new Date(info.modifiedTime) });
  }

  isFile(): boolean {
    return this.type === "file";
  }

  isDir(): boolean {
    return this.type === "directory";
  }

  isSymlink(): boolean {
    return this.type === "symlink";
  }
}
