import { expect, test } from "vitest";
import { inPlace } from "./with-sandbox.js";
import { LONG, printed } from "./run-python.js";

type Program = readonly [name: string, program: string, expected: string];

const PROGRAMS: readonly Program[] = [
  [
    "children that are written more than pipes hold",
    `
import subprocess, sys
def cat(*words, **options): return subprocess.run(words, input=b"x" * 1_000_000, stdout=subprocess.PIPE, **options)
print(len(cat("cat").stdout), len(cat(sys.executable, "-c", "import sys; print(sys.stdin.read(), end='')").stdout))
child = subprocess.Popen(["sh", "-c", "cat; echo done >&2"], stdin=-1, stdout=-1, stderr=-1)
out, err = child.communicate(b"y" * 300_000)
print(len(out), err)
print(cat("true").returncode)
try: cat("sleep", "100", timeout=5)
except subprocess.TimeoutExpired as error: print(error)
print(subprocess.run("yes | head -1; echo \${PIPESTATUS[@]}", shell=True, executable="/bin/bash", capture_output=True).stdout)
`,
    `1000000 1000000
300000 b'done\\n'
0
Command '('sleep', '100')' timed out after 5 seconds
b'y\\n141 0\\n'
`,
  ],
  [
    "the same with asyncio",
    `
import asyncio
PIPES = dict(stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE)
async def main():
    child = await asyncio.create_subprocess_exec("cat", **PIPES)
    print(len((await child.communicate(b"x" * 1_000_000))[0]), child.returncode)
    child = await asyncio.create_subprocess_shell("read line; echo got $line", **PIPES)
    child.stdin.write(b"word\\n")
    await child.stdin.drain()
    print(await child.stdout.readline(), await child.wait())
    child = await asyncio.create_subprocess_exec("sleep", "100", **PIPES)
    try: await asyncio.wait_for(child.communicate(b"x" * 1_000_000), 3)
    except TimeoutError: child.kill()
    print(await child.wait())
    async def echo(reader, writer):
        writer.write(await reader.readexactly(3_000_000))
        await writer.drain()
        writer.close()
    server = await asyncio.start_server(echo, "127.0.0.1", 9000)
    reader, writer = await asyncio.open_connection("127.0.0.1", 9000)
    writer.writelines([b"x" * 1_000_000] * 3)
    await writer.drain()
    print(len(await reader.read()))
asyncio.run(main())
`,
    `1000000 0
b'got word\\n' 0
-9
3000000
`,
  ],
  [
    "what does not wait says that it would have to",
    `
import os, select, socket
read, write = os.pipe()
os.set_blocking(write, False)
def fill(send):
    sent = 0
    try:
        while True: sent += send(b"x" * 10_000)
    except BlockingIOError as error: return sent, error.errno
with open(write, "wb", closefd=False) as buffered:
    try:
        while True: buffered.write(b"x" * 10_000)
    except BlockingIOError as error: print(type(error).__name__, error)
    try: buffered.detach()
    except BlockingIOError as error: print(error.errno)
    os.read(read, 1 << 20)
    buffered.flush()
    os.read(read, 1 << 20)
print(fill(lambda data: os.write(write, data)), select.select([], [write], [], 0)[1])
os.read(read, 10_000)
print(select.select([], [write], [], 0)[1] == [write])
os.close(read)
try: os.write(write, b"x")
except BrokenPipeError as error: print(error)
with socket.create_server(("127.0.0.1", 0)) as server:
    one = socket.create_connection(server.getsockname())
    other, _ = server.accept()
one.setblocking(False)
sent, number = fill(one.send)
print(sent > 100_000, number, select.select([], [one], [], 0)[1])
got = 0
while got < sent: got += len(other.recv(1 << 20))
print(got == sent, select.select([], [one], [], 1)[1] == [one])
`,
    `BlockingIOError [Errno 11] write could not complete without blocking
11
(65536, 11) []
True
[Errno 32] Broken pipe
True 11 []
True True
`,
  ],
  [
    "pairs of sockets lead both ways",
    `
import socket
one, other = socket.socketpair()
one.send(b"there"); print(other.recv(9)); other.sendall(b"back"); print(one.recv(9))
one.shutdown(socket.SHUT_WR); print(other.recv(9)); other.send(b"still"); print(one.recv(9))
one.close()
try: other.send(b"x")
except BrokenPipeError as error: print(error)
`,
    `b'there'
b'back'
b''
b'still'
[Errno 32] Broken pipe
`,
  ],
  [
    "a server goes on when a client has left in the middle of an answer",
    `
import socket, subprocess, sys, time, urllib.request
with open("/srv/big", "wb") as file: file.write(b"x" * 3_000_000)
server = subprocess.Popen([sys.executable, "-m", "http.server", "8123"], cwd="/srv", stdout=-3, stderr=-3)
time.sleep(1)
for _ in range(2):
    with socket.create_connection(("127.0.0.1", 8123)) as client:
        client.sendall(b"GET /big HTTP/1.0\\r\\n\\r\\n"); client.recv(100)
print(len(urllib.request.urlopen("http://localhost:8123/big").read()), server.poll())
server.terminate(); print(server.wait())
`,
    "3000000 None\n-15\n",
  ],
  [
    "alarms and timers interrupt what waits and what computes, and go on or not",
    `
import signal, subprocess, time
class Late(Exception): pass
def late(number, frame): raise Late(number)
def attempt(act):
    began = time.time()
    try: act()
    except Late as error: print("late", int(error.args[0]), round(time.time() - began, 1))
def forever():
    while True: pass
signal.signal(signal.SIGALRM, late)
signal.alarm(2); attempt(lambda: time.sleep(100))
signal.setitimer(signal.ITIMER_REAL, 1.5); attempt(forever)
signal.alarm(3); attempt(lambda: subprocess.run(["sleep", "100"]))
signal.alarm(5); print(signal.alarm(7), signal.setitimer(signal.ITIMER_REAL, 0), signal.getitimer(signal.ITIMER_REAL))
time.sleep(20)
signal.signal(signal.SIGALRM, lambda *_: print("tick", round(time.time() - began, 2)))
began = time.time()
signal.setitimer(signal.ITIMER_REAL, 0.5, 0.25)
signal.pause(); time.sleep(0.6); signal.alarm(0); time.sleep(5)
for wrong in (lambda: signal.setitimer(signal.ITIMER_VIRTUAL, 1), lambda: signal.setitimer(0, -1)):
    try: wrong()
    except signal.ItimerError as error: print(error.errno)
`,
    `late 14 2.0
late 14 1.5
late 14 3.0
5 (7.0, 0.0) (0.0, 0.0)
tick 0.5
tick 0.75
tick 1.0
22
22
`,
  ],
  [
    "files in memory",
    `
import mmap, os
with open("/tmp/mapped", "w+b") as file:
    file.write(b"hello world" * 100_000); file.flush()
    shared = mmap.mmap(file.fileno(), 0)
print(len(shared), shared[:5], shared.find(b"world"))
shared[:5] = b"HELLO"; shared.flush()
print(open("/tmp/mapped", "rb").read(11)); shared[-5:] = b"WORLD"; shared.close()
print(open("/tmp/mapped", "rb").read()[-11:], os.path.getsize("/tmp/mapped"))
with open("/tmp/mapped", "r+b") as file, mmap.mmap(file.fileno(), 10, access=mmap.ACCESS_COPY) as copy: copy[:5] = b"xxxxx"
with open("/tmp/mapped", "rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as read: print(read.readline()[:5])
anonymous = mmap.mmap(-1, 100); anonymous[:2] = b"ab"; print(anonymous[:3])
for wrong in (lambda: mmap.mmap(os.pipe()[0], 10), lambda: mmap.mmap(os.open("/tmp", 0), 10)):
    try: wrong()
    except (OSError, ValueError) as error: print(type(error).__name__)
`,
    `1100000 b'hello' 6
b'HELLO world'
b'hello WORLD' 1100000
b'HELLO'
b'ab\\x00'
OSError
OSError
`,
  ],
  [
    "groups, links, children, users and times",
    `
import os, signal, socket, subprocess, time
child = subprocess.Popen("sleep 100 & wait", shell=True, start_new_session=True)
print(os.getpgid(child.pid) == child.pid, os.getpgid(0) == os.getpgrp())
os.killpg(os.getpgid(child.pid), signal.SIGTERM); print(child.wait())
open("/tmp/one", "w").write("1"); os.link("/tmp/one", "/tmp/two"); print(open("/tmp/two").read())
print([os.spawnlp(os.P_WAIT, "sh", "sh", "-c", f"exit {code}") for code in (0, 3)], os.spawnv(os.P_WAIT, "/none", ["none"]))
print(os.waitpid(os.spawnle(os.P_NOWAIT, "/bin/sh", "sh", "-c", "exit $CODE", {"CODE": "5"}), 0)[1] >> 8)
import getpass, grp, pathlib, pwd
print(getpass.getuser(), pathlib.Path("/tmp").owner(), pathlib.Path("/tmp").group(), os.path.expanduser("~root"), pwd.getpwuid(0).pw_shell)
with open("/etc/passwd", "w") as file: file.write("root:x:0:0:root:/root:/bin/bash\\nme:x:1000:1000:Me:/home/me:/bin/sh\\n")
print(pwd.getpwnam("me").pw_uid, os.path.expanduser("~me"))
try: grp.getgrnam("none")
except KeyError as error: print(error)
time.sleep(50); print(time.process_time() < 1, os.geteuid(), socket.gethostname() == os.uname().nodename)
`,
    `True True
-15
1
[0, 3] 127
5
root root root /root /bin/bash
1000 /home/me
"getgrnam(): name not found: 'none'"
True 0 True
`,
  ],
]; // prettier-ignore

test.for(PROGRAMS)("%s", ([, program, expected]) =>
  inPlace(async ({ make }) => {
    const sandbox = await make({ ...LONG, workdir: "/srv" });
    expect(await printed(sandbox, program)).toBe(expected);
  }),
);
