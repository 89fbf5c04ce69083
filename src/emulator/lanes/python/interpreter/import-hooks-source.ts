/** How modules of Python are found, and what becomes of some of them. */
export const IMPORT_HOOKS: string = String.raw`
import os
import sys
from _frozen_importlib_external import FileFinder, PathFinder
from _machine_calls import ask

LACKING = {
    "_bz2", "_ctypes", "_curses", "_dbm", "_gdbm", "_lzma", "_multiprocessing", "_posixshmem", "_sqlite3", "_ssl",
    "_tkinter", "_uuid", "readline", "resource", "termios",
}


def _signal(module):
    original = module.signal

    def signal(signalnum, handler):
        before = original(signalnum, handler)
        how = {module.SIG_DFL: "default", module.SIG_IGN: "ignore"}.get(handler, "handler")
        ask("handle", int(signalnum), how)
        return before

    module.signal = signal


class _Wakening:
    """One end of a pair of sockets, by which a loop of events wakes itself."""

    def __init__(self):
        self._read, self._write = os.pipe()
        self._waiting = 0
        self.other = None

    def fileno(self):
        return self._read

    def setblocking(self, flag):
        pass

    def send(self, data):
        self.other._waiting += len(data)
        return os.write(self.other._write, data)

    def recv(self, size):
        if not self._waiting:
            raise BlockingIOError
        data = os.read(self._read, size)
        self._waiting -= len(data)
        return data

    def close(self):
        os.close(self._read)
        os.close(self._write)


def _socket(module):
    def socketpair(*args):
        one, other = _Wakening(), _Wakening()
        one.other, other.other = other, one
        return one, other

    module.socketpair = socketpair


PATCHES = {"signal": _signal, "socket": _socket}


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
        self._path_mtime = -1  # a folder may change within one instant of virtual time
        return find_spec(self, fullname, target)

    FileFinder.find_spec = fresh
    sys.meta_path.insert(0, _Patched)
    sys.meta_path.append(_Lacking)
`;
