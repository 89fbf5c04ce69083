import { app } from "./app.ts";
import { nameless, racing, signalled } from "./rough-app.ts";
import { inMount, type Scenario } from "./scenario.ts";

/** Kills what keeps the disk that is found, whose name is ours, and waits until it has ended. */
const END_KEEPER =
  "for each in /proc/[0-9]*; do if [ $each/ns/mnt -ef /proc/self/ns/mnt ]; then read -r pid name rest < $each/stat; [ $name = '(modal-emulator)' ] && kill -9 $pid && break; fi; done; while [ -e $each/cwd/. ]; do :; done";

/** Of programs that do what is not usual. */
export const ROUGH_SCENARIOS: readonly Scenario[] = [
  {
    name: "programs and their container change the same names at once",
    run: (world) => world.run(app, () => racing.remote()),
    expected: [[], true],
  },
  {
    name: "a container signals its programs",
    run: (world) => world.run(app, () => signalled.remote()),
    expected: [[true, true], [null, "SIGKILL"], "ESRCH"],
  },
  {
    name: "a file without a name is no program's",
    run: (world) =>
      world.run(app, async () => {
        const error: unknown = await nameless.remote().catch((thrown: unknown) => thrown);
        return String(error).replace(/, which has been removed.*/, "");
      }),
    expected: "UnimplementedError: A child process was given the file /data/nameless of this container's disk",
  },
  {
    name: "pipes of programs are not the container's, nor in its way",
    run: inMount([
      ["execSync", "mkfifo /data/pipe"],
      ["list", "/data"],
      ["write", "/data/pipe", "a file"],
      ["execSync", "cat /data/pipe"],
    ]),
    expected: ["", [], "a file"],
  },
  {
    name: "a container goes on after what keeps the disk of its programs was killed",
    only: "namespace",
    run: inMount([
      ["write", "/data/a", "a file"],
      ["execSync", "cat /data/a"],
      ["execSync", END_KEEPER],
      ["execSync", "cat /data/a; echo more > /data/b"],
      ["read", "/data/b"],
    ]),
    expected: ["a file", "", "a file", "more\n"],
  },
  {
    name: "files of any name, and many of them",
    run: inMount([
      ["write", "/data/a\nb", "1"],
      ["execSync", "printf 2 > '/data/c\nd'; printf 3 > \"/data/$(printf 'bad\\377')\"; printf 4 > /data/-q"],
      ["list", "/data"],
      ["execFile", "cat", "/data/a\nb", "/data/c\nd"],
      ["execSync", "rm /data/*; mkdir /data/many; cd /data/many; seq 10000 | xargs touch"],
      ["exists", "/data/many/7777"],
      ["execSync", "rm -r /data/many"],
      ["list", "/data"],
    ]),
    expected: ["", ["-q", "a\nb", "c\nd"], "12", "", true, "", []],
  },
];
