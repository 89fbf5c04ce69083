import fs from "node:fs";
import { app, run } from "./app.ts";
import { inMount, withFolder, type Scenario } from "./scenario.ts";

/** Of paths, links, modes, and whose folders they are in. */
export const PATH_SCENARIOS: readonly Scenario[] = [
  {
    name: "modes keep nothing from the container",
    run: inMount([
      ["execSync", "mkdir /data/box; echo closed > /data/box/file; chmod 000 /data/box/file /data/box"],
      ["read", "/data/box/file"],
      ["list", "/data/box"],
      ["write", "/data/box/file", "written"],
      ["write", "/data/box/other", "other"],
      ["execSync", "stat -c %a /data/box; chmod 700 /data/box; stat -c %a /data/box/file"],
      ["execSync", "chmod 600 /data/box/file; cat /data/box/file /data/box/other"],
    ]),
    expected: ["", "closed\n", ["file"], "0\n0\n", "writtenother"],
  },
  {
    name: "links lead to what the container finds by them",
    run: async (world) => {
      fs.rmSync("/tmp/modal-emulator-linked", { force: true });
      return await inMount([
        ["mkdir", "/data/box/deep"],
        ["write", "/data/box/file", "file"],
        ["link", "/data/box/deep/up", "../file"],
        ["link", "/data/box/whole", "/data/box/file"],
        ["link", "/data/out", "../../../../../../../../etc/passwd"],
        ["link", "/tmp/modal-emulator-linked", "/data/box"],
        ["execSync", "cat /data/box/deep/up /data/box/whole /tmp/modal-emulator-linked/file"],
        ["execSync", "echo x 2>/dev/null >> /data/out || true"],
        ["execSync", "ln -s /data/box/file /data/made; rm /tmp/modal-emulator-linked"],
        ["read", "/data/made"],
        ["target", "/data/made"],
        ["exists", "/tmp/modal-emulator-linked"],
        ["read", "/data/box/file"],
        ["execSync", "rm -r /data/box; mkdir /data/box"],
        ["list", "/data/box"],
      ])(world);
    },
    expected: ["filefilefile", "", "", "file", "/data/box/file", false, "file", "", []],
  },
  {
    name: "what is in folders of others is refused where these are not known",
    only: "namespace",
    ofNobody: true,
    run: (world) =>
      world.run(app, () =>
        run.remote([
          ["execSync", "echo free"],
          ["write", "/usr/local/bin/modal-emulator-made", "made"],
          ["execSync", "echo refused"],
          ["remove", "/usr/local/bin/modal-emulator-made"],
          ["execSync", "echo free"],
        ]),
      ),
    expected: [
      "free\n",
      'UnimplementedError: Child processes would not find what this container has done to /usr/local/bin/modal-emulator-made on its own disk: the folder belongs to another user of this machine than the one who runs this, and in a mount namespace of that user it cannot be changed. Write elsewhere, such as in a mount, or start the world with `children: "translate"`.',
      "free\n",
    ],
  },
  {
    name: "a folder that is too large to be copied is refused",
    only: "translate",
    run: (world) =>
      withFolder(async (folder) => {
        fs.truncateSync(`${folder}/box/mine.txt`, 200_000_000);
        const results = await world.run(app, () =>
          run.remote([
            ["write", `${folder}/made`, "made"],
            ["execSync", `cat ${folder}/made; wc -c < ${folder}/box/mine.txt`],
            ["execFileSync", `ls ${folder}`],
            ["execFileSync", `ls ${folder}/box`],
          ]),
        );
        fs.writeFileSync(`${folder}/box/mine.txt`, "mine");
        return JSON.parse(JSON.stringify(results).replaceAll(folder, "FOLDER")) as unknown;
      }),
    expected: [
      "made200000000\n",
      'UnimplementedError: A child process was given "FOLDER", where the container has changed something, and this machine has more files than are copied for one. Give it a smaller folder, or one of the container\'s own, as `cwd` and in its arguments; let it find the whole disk (`children: "namespace"`, on Linux), or give containers the disk of this machine (`disk: "host"`).',
      "deep\nmine.txt\n",
    ],
  },
  {
    name: "paths are translated wherever a program is given them",
    run: inMount([
      ["write", "/data/a b", "spaces"],
      ["execFile", "cat", "/data/a b"],
      ["execFile", "dd", "if=/data/a b", "of=/data/copy", "status=none"],
      ["read", "/data/copy"],
      ["execFile", "sh", "-c", 'cat "$1" "$FILE" "${LIST##*:}"', "sh", "/data/copy"],
      ["execFile", "python3", "-c", "import sys; open(sys.argv[1][2:], 'w').write('out')", "-o/data/out"],
      ["read", "/data/out"],
      ["execSync", "for i in 1 2; do echo $i > /tmp/modal-emulator-$i; done; mkdir -p /tmp/modal-emulator-x/y/z"],
      ["read", "/tmp/modal-emulator-2"],
      ["list", "/tmp/modal-emulator-x/y"],
      ["execSync", "cd /data; ls *o*; ls ../tmp/modal-emulator-x | sed '/y/d'"],
      ["exists", "/data/../tmp/modal-emulator-1"],
    ]),
    expected: ["spaces", "", "spaces", "spacesspacesspaces", "", "out", "", "2\n", ["z"], "copy\nout\n", true],
  },
];
