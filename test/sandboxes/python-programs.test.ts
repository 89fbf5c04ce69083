import { expect, test } from "vitest";
import { inPlace, outcome } from "./with-sandbox.js";
import { LONG, printed } from "./run-python.js";

type Run = readonly [argv: string[], expected: object];

/** Programs that are run one after the other in one sandbox, and what comes of them. */
const PROGRAMS: readonly Run[] = [
  [["python3", "-c", "print(1 + 1)"], { stdout: "2\n", stderr: "", code: 0 }],
  [["python", "-c", "import sys; print(sys.argv); sys.exit(7)", "a", "b c"], { stdout: "['-c', 'a', 'b c']\n", code: 7 }],
  [["python3", "-V"], { stdout: "Python 3.13.2\n", code: 0 }],
  [["python3", "-c", "import sys; print('out'); sys.exit('bye')"], { stdout: "out\n", stderr: "bye\n", code: 1 }],
  [
    ["python3", "-c", "1/0"],
    {
      stdout: "",
      stderr: [
        "Traceback (most recent call last):",
        '  File "<string>", line 1, in <module>',
        "    1/0",
        "    ~^~",
        "ZeroDivisionError: division by zero",
        "",
      ].join("\n"),
      code: 1,
    },
  ],
  [["python3", "none.py"], { stderr: expect.stringContaining("can't open file '//none.py'"), code: 2 }],
  [["python3", "-c", "import os; os._exit(4)"], { code: 4 }],
  [["python3", "-c", "import os; os.kill(os.getpid(), 9)"], { code: 137 }],
  [["python3", "-c", "f = lambda: f()\nf()"], { stderr: expect.stringContaining("RecursionError"), code: 1 }],
  [["python3", "-c", "import numpy"], { stderr: expect.stringContaining("No module named 'numpy'"), code: 1 }],
  ...["ctypes", "fcntl", "lzma", "resource", "sqlite3", "ssl", "zoneinfo"].map((name): Run => [
    ["python3", "-c", `import ${name}`],
    { stderr: expect.stringContaining('sandboxes: "process"'), code: 1 },
  ]),
  [
    ["python3", "-c", "import threading; threading.Thread(target=print).start()"],
    { stderr: expect.stringMatching(/can't start new thread: .*one thread.*sandboxes: "process"/), code: 1 },
  ],
  [["python3", "-m", "pip", "install", "six"], { stdout: expect.stringContaining("nothing is downloaded"), code: 0 }],
  [["python3", "-m", "pytest"], { stderr: expect.stringContaining("No module named pytest"), code: 1 }],
  [["pytest"], { stderr: expect.stringContaining("python3 -m unittest"), code: 127 }],
  [["sh", "-c", "echo 'print(9)' | python3 -"], { stdout: "9\n", code: 0 }],
  [["sh", "-c", "echo '{\"a\": [1]}' | python3 -m json.tool --compact"], { stdout: '{"a":[1]}\n', code: 0 }],
  [["sh", "-c", "python3 -c 'print(1)' > out; python3 -c 'print(2)' >> out; cat out"], { stdout: "1\n2\n" }],
  [["sh", "-c", "yes | python3 -c 'print(input())'; python3 -c 'for i in range(99999): print(i)' | head -1"], { stdout: "y\n0\n" }],
  [["sh", "-c", "which python3; command -v python; ls /usr/bin/python3"], { stdout: "/usr/bin/python3\n/usr/bin/python\n/usr/bin/python3\n" }],
]; // prettier-ignore

test("programs are run with their outputs and their codes", () =>
  inPlace(async ({ make }) => {
    const sandbox = await make();
    for (const [argv, expected] of PROGRAMS)
      expect(await outcome(sandbox, ...argv), argv.join(" ")).toMatchObject(expected);
  }));

test("scripts find their siblings, packages and PYTHONPATH", () =>
  inPlace(async ({ make }) => {
    const sandbox = await make();
    await sandbox.filesystem.writeText("print('sibling')\ny = 2\n", "/app/sibling.py");
    await sandbox.filesystem.writeText("x = 1\n", "/app/package/__init__.py");
    await sandbox.filesystem.writeText("print('part', __name__)\n", "/app/package/__main__.py");
    await sandbox.filesystem.writeText(
      "#!/usr/bin/env python3\nimport sys, os\nfrom package import x\nimport sibling\nprint(x, sibling.y, sys.argv, os.getcwd(), __file__)\n",
      "/app/main.py",
    );
    const script = [
      "mkdir -p /srv; cd /srv; chmod +x ../app/main.py",
      "../app/main.py 1",
      "cd ../app; python3 main.py; python3 -m package",
      "cd /tmp; PYTHONPATH=/app python3 -c 'import package; print(package.x)'",
      "ls -A /app",
    ].join("\n");
    expect((await outcome(sandbox, "sh", "-c", script)).stdout.split("\n")).toEqual([
      "sibling",
      "1 2 ['../app/main.py', '1'] /srv /srv/../app/main.py",
      "sibling",
      "1 2 ['main.py'] /app /app/main.py",
      "part __main__",
      "1",
      "main.py",
      "package",
      "sibling.py",
      "",
    ]);
  }));

const FILES = String.raw`
import os, pathlib, shutil, tempfile
open("a.txt", "w").write("héllo\nx")
print(repr(open("a.txt").read()), os.path.getsize("a.txt"), oct(os.stat("a.txt").st_mode))
os.rename("a.txt", "b.txt"); os.makedirs("d/e"); os.symlink("b.txt", "l"); os.chmod("b.txt", 0o600)
print(os.readlink("l"), os.path.islink("l"), sorted(os.listdir()), os.access("b.txt", os.X_OK))
with open("b.txt", "r+") as f:
    f.seek(3); f.write("Z"); f.truncate(5)
print(open("b.txt", "rb").read())
with open("log", "a") as f: f.write("1\n")
with open("log", "a") as f: f.write("2\n")
shutil.copy("log", "d/copy"); shutil.move("d", "moved"); os.remove("l")
print([*os.walk(".")])
os.utime("log", (5, 6)); print(os.stat("log").st_mtime, sorted(pathlib.Path(".").glob("*")))
for act in (lambda: open("none"), lambda: os.mkdir("moved"), lambda: os.rmdir("moved"), lambda: open("moved")):
    try: act()
    except OSError as error: print(type(error).__name__, error.strerror)
shutil.rmtree("moved")
with tempfile.TemporaryDirectory() as folder: print(folder.startswith("/tmp/"), os.path.isdir(folder))
os.chdir("/tmp"); print(os.getcwd(), os.path.exists(folder))
fd = os.open("gone", os.O_RDWR | os.O_CREAT); os.remove("gone"); os.write(fd, b"still"); os.lseek(fd, 0, 0); print(os.read(fd, 9))
open("/root/big", "wb").write(bytes(30_000_000))
lines = open("/root/lines", "w")
for number in range(50_000): lines.write(f"line {number}\n")
print(len(open("/dev/urandom", "rb").read(3)), open("/dev/null", "w").write("x"))
`;

test("files of the disk are read and written", () =>
  inPlace(async ({ make }) => {
    const sandbox = await make({ workdir: "/root" });
    expect((await printed(sandbox, FILES)).split("\n")).toEqual([
      "'héllo\\nx' 8 0o100644",
      "b.txt True ['b.txt', 'd', 'l'] False",
      "b'h\\xc3\\xa9Zl'",
      "[('.', ['moved'], ['b.txt', 'log']), ('./moved', ['e'], ['copy']), ('./moved/e', [], [])]",
      "6.0 [PosixPath('b.txt'), PosixPath('log'), PosixPath('moved')]",
      "FileNotFoundError No such file or directory",
      "FileExistsError File exists",
      "OSError Directory not empty",
      "IsADirectoryError Is a directory",
      "True True",
      "/tmp False",
      "b'still'",
      "3 1",
      "",
    ]);
    expect(await sandbox.filesystem.readText("/root/log")).toBe("1\n2\n");
    expect((await sandbox.filesystem.readText("/root/lines")).endsWith("line 49999\n")).toBe(true);
    expect((await outcome(sandbox, "stat", "-c", "%s %a", "/root/big", "/root/b.txt")).stdout).toBe(
      "30000000 644\n5 600\n",
    );
  }));

const MACHINE = String.raw`
import datetime, os, platform, socket, sys, time
began = time.time(), time.monotonic()
time.sleep(3600)
print(time.time() - began[0], time.monotonic() - began[1], datetime.datetime.now(), time.strftime("%Z %H"))
print(sys.platform, platform.system(), os.uname().nodename == platform.node(), os.environ["GIVEN"], os.sep)
print([name for name in os.environ if "MACHINE" in name], os.isatty(1), sys.stdin.isatty())
`;

test("time is virtual, and the machine is that of the sandbox", () =>
  inPlace(async ({ make, world }) => {
    const sandbox = await make({ ...LONG, env: { GIVEN: "yes" } });
    const began = world.clock.now();
    expect((await printed(sandbox, MACHINE)).split("\n")).toEqual([
      "3600.0 3600.0 2026-01-01 01:00:00 UTC 01",
      "linux Linux True yes /",
      "[] False False",
      "",
    ]);
    expect(world.clock.now() - began).toBe(3_600_000);
  }));
