/** Calls that CPython for WebAssembly lacks: they are asked of the machine. */
export const MACHINE_CALLS: string = String.raw`
import errno as _errno
import os
import posix
import sys
import time

_path, _cwd, _pid, _parent, _hostname = os.environ.pop("_MACHINE").split("\n")
_file = os.open(_path, os.O_RDWR)
_unstarted_pid = 1 << 20
_failed = {}  # codes of children that could not be started
linux = {}  # numbers of errors, by those of WebAssembly
_slept = 0
_children = set()
_began = time.time()
_statuses = {}


def _asked(*words):
    """Asks the machine. Returns its answer, and the number of an error or 0."""
    os.write(_file, "\0".join(map(str, words)).encode("utf-8", "surrogateescape"))
    answer = b""
    while not answer or len(part) == 1 << 20:
        part = os.read(_file, 1 << 20)
        answer += part
    answer = answer.decode("utf-8", "surrogateescape")
    return (None, linux.get(int(answer[1:]), int(answer[1:]))) if answer[0] == "-" else (answer[1:], 0)


def ask(*words):
    """Asks the machine, until no signal comes. Raises OSError."""
    while True:
        answer, number = _asked(*words)
        if number == _errno.EINTR:
            _signals()
        elif number:
            raise OSError(number, os.strerror(number))
        else:
            return answer


def _signals():
    for _ in range(200):  # the interpreter looks for signals as it loops
        pass


def sleep(seconds, /):
    if not isinstance(seconds, (int, float)):
        seconds = seconds.__float__() if hasattr(seconds, "__float__") else seconds.__index__()
    if seconds < 0:
        raise ValueError("sleep length must be non-negative")
    global _slept
    began = time.time()
    while _asked("sleep", max(0, began + seconds - time.time()))[1]:
        _signals()
    _slept += time.time() - began


def _text(value):
    return value if isinstance(value, str) else os.fsdecode(value)


def spawn(argv, env=None, cwd=None, files=((0, 0), (1, 1), (2, 2)), group=False, restores=False):
    """Starts a process of the machine. Returns its pid."""
    words = [_text(word) for word in argv]
    if env is None:
        pairs = [name + "=" + value for name, value in os.environ.items()]
    else:
        pairs = [_text(pair) for pair in env]
    where = os.path.join(os.getcwd(), _text(cwd)) if cwd is not None else os.getcwd()
    numbers = " ".join(f"{child}:{own}" for child, own in files)
    pid = int(ask("spawn", where, int(group), int(restores), numbers, len(words), *words, *pairs))
    _children.add(pid)
    return pid


def waitpid(pid, options, /):
    if pid in _failed:
        return pid, _failed.pop(pid) << 8
    answer = ask("wait", pid, 0 if options & os.WNOHANG else 1)
    if not answer:
        return 0, 0
    ended, code, signal = map(int, answer.split())
    return ended, signal or code << 8


def system(command):
    sys.stdout and sys.stdout.flush()
    pid = spawn(["/bin/sh", "-c", _text(command)])
    return waitpid(pid, 0)[1]


def execve(path, args, env):
    pid = spawn([path, *args[1:]], [_text(k) + "=" + _text(v) for k, v in env.items()])
    status = waitpid(pid, 0)[1]
    os._exit(128 + status if status & 127 else status >> 8)


def execv(path, args):
    execve(path, args, os.environ)


def _spawnvef(mode, file, args, env, function):
    sys.stdout and sys.stdout.flush()
    pairs = env and [_text(k) + "=" + _text(v) for k, v in env.items()]
    try:
        pid = spawn([file, *args[1:]], pairs)
    except OSError:
        pid = _unstarted(127)
    return pid if mode == os.P_NOWAIT else os.waitstatus_to_exitcode(waitpid(pid, 0)[1])


def _unstarted(code):
    """A child that could not be started: its pid."""
    global _unstarted_pid
    pid = _unstarted_pid = _unstarted_pid + 1
    _failed[pid] = code
    return pid


def kill(pid, signal, /):
    ask("kill", pid, int(signal))
    _signals()


def getpgid(pid, /):
    return int(ask("group", pid))


def killpg(pgid, signal, /):
    kill(-pgid if pgid else 0, signal)


def link(src, dst, *, src_dir_fd=None, dst_dir_fd=None, follow_symlinks=True):
    here = os.getcwd()
    try:
        ask("link", os.path.join(here, _text(src)), os.path.join(here, _text(dst)))
    except OSError as error:
        raise OSError(error.errno, error.strerror, src, None, dst) from None


def process_time():
    return max(0.0, time.time() - _began - _slept)


def get_terminal_size(fd=1, /):
    return os.terminal_size(map(int, ask("window", fd).split()))


def _uname():
    return os.uname_result(("Linux", _hostname, "6.0.0", "#1 SMP", "x86_64"))


def _thread_refused(*args, **options):
    raise RuntimeError(
        "can't start new thread: python3 of a machine in memory has one thread. "
        'Run the sandbox with sandboxes: "process" for more'
    )


def fork_exec(args, executables, close_fds, keep, cwd, env, p2cread, p2cwrite, c2pread, c2pwrite, errread, errwrite,
              errpipe_read, errpipe_write, restore_signals, new_session, group, gid, gids, uid, umask, *rest):
    """What subprocess starts processes by."""
    argv = list(args)
    if len(executables) == 1:
        argv[0] = executables[0]
    files = [(0, p2cread if p2cread >= 0 else 0), (1, c2pwrite if c2pwrite >= 0 else 1),
             (2, errwrite if errwrite >= 0 else 2)]
    files += [(fd, fd) for fd in keep if fd > 2 and fd != errpipe_write]
    try:
        return spawn(argv, env, cwd, files, new_session or group >= 0, restore_signals)
    except OSError as error:
        where = "noexec:" if cwd is not None and not os.path.isdir(cwd) else ""
        os.write(errpipe_write, f"OSError:{error.errno:x}:{where}".encode())
        return _unstarted(255)


def install():
    import _thread

    time.sleep = sleep
    time.process_time = time.thread_time = process_time
    time.process_time_ns = time.thread_time_ns = lambda: round(process_time() * 1e9)
    for module in (os, posix):
        module.WNOHANG = 1
        module.waitpid = waitpid
        module.system = system
        module.execv = execv
        module.execve = execve
        module.kill = kill
        module.killpg = killpg
        module.getpgid = getpgid
        module.getpgrp = lambda: getpgid(0)
        module.geteuid = module.getegid = module.getuid = module.getgid = lambda: 0
        module.getgroups = lambda: [0]
        module.link = link
        module.getpid = lambda: int(_pid)
        module.getppid = lambda: int(_parent)
        module.uname = _uname
        module.get_terminal_size = get_terminal_size
        module.WIFSTOPPED = lambda status: False
        module.WSTOPSIG = lambda status: 0
        module.WIFEXITED = lambda status: status & 127 == 0
        module.WEXITSTATUS = lambda status: status >> 8
        module.WIFSIGNALED = lambda status: status & 127 != 0
        module.WTERMSIG = lambda status: status & 127
        module.waitstatus_to_exitcode = lambda status: -(status & 127) if status & 127 else status >> 8
    os._spawnvef = _spawnvef
    _thread.start_new_thread = _thread.start_new = _thread.start_joinable_thread = _thread_refused
    sys.executable = "/usr/local/bin/python3"
    fake = type(sys)("_posixsubprocess")
    fake.fork_exec = fork_exec
    sys.modules["_posixsubprocess"] = fake
`;
