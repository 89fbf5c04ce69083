import fs from "node:fs";
import { join } from "node:path";
import {
  app,
  descriptors,
  dialogue,
  failures,
  forked,
  mounted,
  owner,
  readOnly,
  run,
  withFiles,
  type Step,
} from "./app.ts";
import { PATH_SCENARIOS } from "./path-scenarios.ts";
import { ROUGH_SCENARIOS } from "./rough-scenarios.ts";
import { inMount, withFolder, type Scenario } from "./scenario.ts";

const git = "git -C /data/repo -c user.name=a -c user.email=a@example.com";

export const SCENARIOS: readonly Scenario[] = [
  ...PATH_SCENARIOS,
  ...ROUGH_SCENARIOS,
  {
    name: "programs and containers share a mount",
    run: async (world) => [
      await inMount([
        ["write", "/data/a", "from the container"],
        ["execSync", "cat /data/a"],
        ["exec", "echo made > /data/b; printf ', and more' >> /data/a; mkdir -p /data/x/y; echo deep > /data/x/y/z"],
        ["read", "/data/a"],
        ["read", "/data/b"],
        ["read", "/data/x/y/z"],
        ["execSync", "mv /data/b /data/c && ln -s c /data/l && rm -r /data/x"],
        ["list", "/data"],
        ["read", "/data/l"],
        ["rename", "/data/c", "/data/d"],
        ["remove", "/data/l"],
        ["link", "/data/m", "d"],
        ["execFileSync", "cat /data/m"],
        ["execSync", "ls /data"],
        ["execSync", "rm -r /data 2>/dev/null; ls -A /data 2>/dev/null; mkdir -p /data/kept"],
      ])(world),
      await inMount([["list", "/data"]])(world),
    ],
    expected: [
      [
        "from the container",
        "",
        "from the container, and more",
        "made\n",
        "deep\n",
        "",
        ["a", "c", "l"],
        "made\n",
        "made\n",
        "a\nd\nm\n",
        "",
      ],
      [["kept"]],
    ],
  },
  {
    name: "what programs write elsewhere is the container's",
    run: (world) =>
      withFolder(async (folder) => {
        const box = join(folder, "box");
        const steps: Step[] = [
          ["execSync", `cat ${box}/mine.txt`],
          ["write", `${box}/mine.txt`, "changed"],
          ["execSync", `cat ${box}/mine.txt`],
          ["execSync", `ls ${box}`],
          ["write", `${box}/deep/another.txt`, "another"],
          ["execSync", `echo again > ${box}/mine.txt; rm -r ${box}/deep; echo new > ${folder}/new`],
          ["read", `${box}/mine.txt`],
          ["exists", `${box}/deep`],
          ["read", `${folder}/new`],
          ["mkdir", `${box}/deep`],
          ["execSync", `ls ${box}/deep`],
          ["execSync", `rm -r ${box} && mkdir ${box} && touch ${box}/only`],
          ["list", box],
          ["rename", box, `${folder}/moved`],
          ["execSync", `ls ${folder}; ls ${folder}/moved`],
          ["exec", "mkdir /modal-emulator-top && echo 1 > /modal-emulator-top/f"],
          ["read", "/modal-emulator-top/f"],
          ["remove", "/modal-emulator-top"],
          ["execSync", "test -e /modal-emulator-top || echo gone"],
        ];
        const results = await world.run(app, () => Promise.all([run.remote(steps), run.remote(steps)]));
        return [...results, fs.existsSync("/modal-emulator-top")];
      }),
    expected: [
      ...Array.from({ length: 2 }, () => [
        "mine",
        "changed",
        "deep\nmine.txt\n",
        "",
        "again\n",
        false,
        "new\n",
        "",
        "",
        ["only"],
        "moved\nnew\nonly\n",
        "",
        "1\n",
        "gone\n",
      ]),
      false,
    ],
  },
  {
    name: "programs change nothing that only they name",
    only: "namespace",
    run: (world) =>
      withFolder((folder) =>
        world.run(app, () =>
          run.remote([
            ["execSync", `cd ${folder}; echo other > box/mine.txt; rm -r box/deep; ls box`],
            ["read", `${folder}/box/mine.txt`],
            ["exists", `${folder}/box/deep`],
          ]),
        ),
      ),
    expected: ["mine.txt\n", "other\n", false],
  },
  {
    name: "a program finds what changes while it runs",
    run: async (world) => [await world.run(app, () => dialogue.remote()), fs.existsSync("/tmp/modal-emulator-two")],
    expected: [
      ["in one\nend\n", "one\n", "in ../tmp/modal-emulator-two\nend\n", "one\n../tmp/modal-emulator-two\n", [0, null]],
      false,
    ],
  },
  {
    name: "programs are given open files of the disk",
    run: (world) => world.run(app, () => descriptors.remote()),
    expected: [0, "first\nsecond\nthird\n"],
  },
  {
    name: "programs of Node are forked from a mount",
    run: (world) => world.run(app, () => forked.remote()),
    expected: ["hello!", "hello"],
  },
  {
    name: "what cannot be started says so as Node does",
    run: (world) => world.run(app, () => failures.remote()),
    expected: [
      ["spawn no-such-program ENOENT", "ENOENT", "spawn no-such-program", "no-such-program", ["an argument"]],
      "spawn /etc/passwd EACCES",
      ["spawnSync true ENOENT", null],
      [null, "SIGTERM"],
      7,
      "sleep",
      ["sleep", "60"],
    ],
  },
  {
    name: "programs are whom the container says",
    only: "namespace",
    run: (world) => world.run(app, () => owner.remote()),
    expected: "0\n",
  },
  {
    name: "programs are found where the container has them",
    run: inMount([
      ["write", "/data/tool", '#!/bin/sh\necho "tool $1 in ${PWD##*/}"\n'],
      ["execFileSync", "/data/tool x"],
      ["executable", "/data/tool"],
      ["execFileSync", "/data/tool x"],
      ["execSync", "cd /data && PATH=/data:$PATH tool y"],
    ]),
    expected: ["EACCES", `tool x in ${process.cwd().replace(/.*\//, "")}\n`, "tool y in data\n"],
  },
  {
    name: "a mount that is read only is so for programs",
    run: async (world) => {
      await world.run(app, () => mounted.remote([["write", "/data/a", "kept"]]));
      const steps: Step[] = [
        ["execSync", "echo x 2>/dev/null > /data/a; rm -f /data/a; echo y > /data/b; true"],
        ["read", "/data/a"],
        ["list", "/data"],
        ["execSync", "cat /data/a"],
      ];
      return await world.run(app, () => readOnly.remote(steps));
    },
    expected: ["", "kept", ["a"], "kept"],
  },
  {
    name: "programs are told that they may not write",
    only: "namespace",
    run: (world) =>
      world.run(app, () =>
        readOnly.remote([["execSync", "echo x > /data/a || echo refused; rm /data/a || echo refused"]]),
      ),
    expected: ["refused\nrefused\n"],
  },
  {
    name: "programs find the local files of an image",
    run: (world) =>
      world.run(app, () =>
        withFiles.remote([
          ["execSync", "ls /srv/added; grep -c withFiles /srv/added/app.ts; echo new > /srv/added/app.ts"],
          ["read", "/srv/added/app.ts"],
        ]),
      ),
    expected: ["app.ts\n1\n", "new\n"],
  },
  {
    name: "tools that people use work on a mount",
    run: inMount([
      ["execSync", "git init -q /data/repo && echo text > /data/repo/file"],
      ["execSync", `${git} add . && ${git} commit -qm first && ${git} log --format=%s`],
      ["write", "/data/repo/file", "other"],
      ["execSync", `${git} status --porcelain`],
      ["execSync", "python3 -c \"import json; json.dump([1, 2], open('/data/out.json', 'w'))\""],
      ["read", "/data/out.json"],
      ["execSync", "tar -C /data -czf /data/all.tgz repo && tar -tzf /data/all.tgz | grep -c file$"],
    ]),
    expected: ["", "first\n", " M file\n", "", "[1, 2]", "1\n"],
  },
];
