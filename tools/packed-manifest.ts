/** What npm runs in projects that install the package, and asks whether it may. */
export const INSTALL_SCRIPTS: readonly string[] = [
  "preinstall",
  "install",
  "postinstall",
  "preprepare",
  "prepare",
  "postprepare",
];

export interface Manifest {
  readonly scripts: Readonly<Record<string, string>>;
}

/** package.json as it is packed: without `prepare`, which is for clones, and without what packing itself runs. */
export function packedManifest({ scripts, ...rest }: Manifest): Manifest {
  const { prepare: _prepare, prepack: _prepack, postpack: _postpack, ...others } = scripts;
  return { ...rest, scripts: others };
}
