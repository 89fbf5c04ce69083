/** How modules of Python are found, and what becomes of some of them. */
export const IMPORT_HOOKS: string = String.raw`
import os
import sys
from _frozen_importlib_external import FileFinder, PathFinder
from _machine_calls import ask, linux, _hostname

LACKING = {
    "_bz2", "_ctypes", "_curses", "_dbm", "_gdbm", "_lzma", "_multiprocessing", "_posixshmem", "_sqlite3", "_ssl",
    "_tkinter", "_uuid", "fcntl", "readline", "resource", "termios",
    "_sysconfigdata__linux_wasm32-emscripten",
}


def _socket(module):
    original = module.socket.__mro__[1]

    def socketpair(*args):
        fds = map(int, ask("socketPair").split())
        return tuple(module.socket(module.AF_INET, module.SOCK_STREAM, 0, fd) for fd in fds)

    def connect_ex(self, address):
        number = original.connect_ex(self, address)
        return linux.get(number, number)

    def shutdown(self, how):
        if how != 0:
            ask("shutDown", self.fileno())

    def setsockopt(self, *args):
        pass

    module.socketpair = socketpair
    module.gethostname = lambda: _hostname
    module.socket.connect_ex = connect_ex
    names = dict(SHUT_RD=0, SHUT_WR=1, SHUT_RDWR=2, SOL_SOCKET=1, SO_REUSEADDR=2, SO_TYPE=3, SO_ERROR=4, SO_BROADCAST=6,
                 SO_SNDBUF=7, SO_RCVBUF=8, SO_KEEPALIVE=9, SO_REUSEPORT=15, IPPROTO_TCP=6, TCP_NODELAY=1, SOMAXCONN=128)
    for name, value in names.items():
        if not hasattr(module, name):
            setattr(module, name, value)
    module.socket.shutdown = shutdown
    module.socket.setsockopt = setsockopt


def _socketserver(module):
    def process_request(self, request, client_address):
        self.process_request_thread(request, client_address)  # there is one thread

    module.ThreadingMixIn.process_request = process_request
    module.BaseServer.serve_forever.__defaults__ = (None,)  # nobody can end it but a signal


def _unix_events(module):
    import signal

    waiting = {}

    def ended():
        for pid, (loop, callback, args) in list(waiting.items()):
            found, status = os.waitpid(pid, os.WNOHANG)
            if found:
                del waiting[pid]
                loop.call_soon(callback, pid, os.waitstatus_to_exitcode(status), *args)

    def add_child_handler(self, pid, callback, *args):
        loop = module.events.get_running_loop()
        waiting[pid] = loop, callback, args
        loop.add_signal_handler(signal.SIGCHLD, ended)
        ended()

    for name in ("ThreadedChildWatcher", "_ThreadedChildWatcher"):
        if hasattr(module, name):
            getattr(module, name).add_child_handler = add_child_handler


def _signal(module):
    import _machine_signals

    _machine_signals.install(module)


def _http_client(module):
    import _machine_web

    _machine_web.http_client(module)


def _urllib_request(module):
    import _machine_web

    _machine_web.urllib_request(module)


PATCHES = {"asyncio.unix_events": _unix_events, "http.client": _http_client, "urllib.request": _urllib_request, "signal": _signal, "socket": _socket, "socketserver": _socketserver}


class _Loader:
    def __init__(self, loader, patch):
        self._loader = loader
        self._patch = patch

    def __getattr__(self, name):
        return getattr(self._loader, name)

    def create_module(self, spec):
        return self._loader.create_module(spec)

    def exec_module(self, module):
        self._loader.exec_module(module)
        self._patch(module)


class _Patched:
    @staticmethod
    def find_spec(name, path=None, target=None):
        patch = PATCHES.get(name)
        spec = patch and PathFinder.find_spec(name, path, target)
        if spec:
            spec.loader = _Loader(spec.loader, patch)
        return spec


class _Lacking:
    @staticmethod
    def find_spec(name, path=None, target=None):
        if name in LACKING:
            raise ModuleNotFoundError(
                f"No module named {name!r}: python3 of a machine in memory has none. "
                'Run the sandbox with sandboxes: "process" for it',
                name=name,
            )
        return None


def install():
    find_spec = FileFinder.find_spec

    def fresh(self, fullname, target=None):
        changes = ask("changes")
        if changes != getattr(self, "_changes", None):
            self._changes = changes
            self._path_mtime = -1  # a folder may change within one instant of virtual time
        return find_spec(self, fullname, target)

    FileFinder.find_spec = fresh
    sys.meta_path.insert(0, _Patched)
    sys.meta_path.append(_Lacking)
`;
