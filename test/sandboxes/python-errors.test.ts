import { expect, test } from "vitest";
import { inPlace, outcome } from "./with-sandbox.js";
import { LONG, printed } from "./run-python.js";

/** Prints what becomes of each expression. */
function told(...expressions: string[]): string {
  return `import errno, os, pickle, socket
for act in (${expressions.map((expression) => `lambda: ${expression}`).join(", ")},):
    try: print(act())
    except OSError as error: print(type(error).__name__, error.errno, error)
`;
}

test("errors of the system have the numbers, the texts and the classes of Linux, wherever they come from", () =>
  inPlace(async ({ make }) => {
    const sandbox = await make(LONG);
    const text = await printed(
      sandbox,
      told(
        "open('/none')",
        "os.listdir('/etc/passwd')",
        "open('/etc/passwd/x')",
        "os.mkdir('/tmp')",
        "os.rename('/none', '/x')",
        "open('/tmp', 'w')",
        "os.rmdir('/etc')",
        "os.close(99)",
        "os.kill(99999, 0)",
        "os.waitpid(-1, 0)",
        "os.fork()",
        "socket.create_connection(('127.0.0.1', 1))",
        "socket.socket().connect_ex(('127.0.0.1', 1))",
        "socket.socket(socket.AF_INET, socket.SOCK_DGRAM)",
        "os.link('/none', '/x')",
        "os.getpgid(99999)",
      ),
    );
    expect(text.split("\n")).toEqual([
      "FileNotFoundError 2 [Errno 2] No such file or directory: '/none'",
      "NotADirectoryError 20 [Errno 20] Not a directory: '/etc/passwd'",
      "NotADirectoryError 20 [Errno 20] Not a directory: '/etc/passwd/x'",
      "FileExistsError 17 [Errno 17] File exists: '/tmp'",
      "FileNotFoundError 2 [Errno 2] No such file or directory: '/none' -> '/x'",
      "IsADirectoryError 21 [Errno 21] Is a directory: '/tmp'",
      "OSError 39 [Errno 39] Directory not empty: '/etc'",
      "OSError 9 [Errno 9] Bad file descriptor",
      "ProcessLookupError 3 [Errno 3] No such process",
      "ChildProcessError 10 [Errno 10] No child processes",
      "OSError 38 [Errno 38] Function not implemented",
      "ConnectionRefusedError 111 [Errno 111] Connection refused",
      "111",
      "OSError 95 [Errno 95] Operation not supported",
      "FileNotFoundError 2 [Errno 2] No such file or directory: '/none' -> '/x'",
      "ProcessLookupError 3 [Errno 3] No such process",
      "",
    ]);
  }));

test("errors that programs make are of the class of their number", () =>
  inPlace(async ({ make }) => {
    const sandbox = await make(LONG);
    const program = `
import errno, os, pickle
for number in (1, 2, 3, 4, 10, 11, 13, 17, 20, 21, 32, 104, 111, 110, 44, 63, 5, 255, 300):
    print(number, type(OSError(number, "x")).__name__, errno.errorcode.get(number), os.strerror(number))
class Own(OSError):
    def __init__(self, *words): super().__init__(2, "mine", words)
print(repr(Own(1, 2, 3, 4, 5, 6)), Own().errno, OSError("one").errno, OSError(2).errno, OSError(2, "custom"))
try: os.stat("/none")
except OSError as error: copy = pickle.loads(pickle.dumps(error)); print(repr(copy), copy.errno, copy.filename, copy.args)
print(errno.ENOENT, errno.EAGAIN == errno.EWOULDBLOCK, errno.ENOTSUP == errno.EOPNOTSUPP)
for i in range(300):
    try: os.stat(f"/none{i}")
    except OSError as error: assert (error.errno, error.strerror, error.filename) == (2, os.strerror(2), f"/none{i}")
    try: os.waitpid(-1, 0)
    except OSError as error: assert error.args == (10, "No child processes")
`;
    expect((await printed(sandbox, program)).split("\n")).toEqual([
      "1 PermissionError EPERM Operation not permitted",
      "2 FileNotFoundError ENOENT No such file or directory",
      "3 ProcessLookupError ESRCH No such process",
      "4 InterruptedError EINTR Interrupted system call",
      "10 ChildProcessError ECHILD No child processes",
      "11 BlockingIOError EAGAIN Resource temporarily unavailable",
      "13 PermissionError EACCES Permission denied",
      "17 FileExistsError EEXIST File exists",
      "20 NotADirectoryError ENOTDIR Not a directory",
      "21 IsADirectoryError EISDIR Is a directory",
      "32 BrokenPipeError EPIPE Broken pipe",
      "104 ConnectionResetError ECONNRESET Connection reset by peer",
      "111 ConnectionRefusedError ECONNREFUSED Connection refused",
      "110 TimeoutError ETIMEDOUT Connection timed out",
      "44 OSError ECHRNG Channel number out of range",
      "63 OSError ENOSR Out of streams resources",
      "5 OSError EIO Input/output error",
      "255 OSError None Unknown error 255",
      "300 OSError None Unknown error 300",
      "Own(2, 'mine') 2 None None [Errno 2] custom",
      "FileNotFoundError(2, 'No such file or directory') 2 /none (2, 'No such file or directory')",
      "2 True True",
      "",
    ]);
  }));

test("what is not caught ends a program with the traceback of Linux, and abort with its signal", () =>
  inPlace(async ({ make }) => {
    const sandbox = await make(LONG);
    expect(await outcome(sandbox, "python3", "-c", "open('/none')")).toMatchObject({
      stderr: expect.stringContaining("FileNotFoundError: [Errno 2] No such file or directory: '/none'\n"),
      code: 1,
    });
    expect(await outcome(sandbox, "python3", "-u", "none.py", "-c")).toMatchObject({
      stderr: expect.stringMatching(/: can't open file '.*none.py': \[Errno 2\] No such file or directory\n$/),
      code: 2,
    });
    expect(await outcome(sandbox, "python3", "-c", "import os; os.abort()")).toMatchObject({ stderr: "", code: 134 });
  }));
