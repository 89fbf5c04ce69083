/** `python3 -m pip`: the program of that name of the machine. */
export const PIP: string = String.raw`
import os
import sys

from _machine_calls import spawn, waitpid

status = waitpid(spawn(["pip", *sys.argv[1:]]), 0)[1]
sys.exit(os.waitstatus_to_exitcode(status))
`;

/** `python3 -m venv`: folders whose programs are those of the machine. */
export const VENV: string = String.raw`
import os
import sys

ACTIVATE = """VIRTUAL_ENV={path}
export VIRTUAL_ENV
_OLD_VIRTUAL_PATH="$PATH"
PATH="$VIRTUAL_ENV/bin:$PATH"
export PATH
deactivate() {{ PATH="$_OLD_VIRTUAL_PATH"; unset VIRTUAL_ENV; }}
"""

folders = [word for word in sys.argv[1:] if not word.startswith("-")]
if not folders:
    sys.exit("usage: venv ENV_DIR [ENV_DIR ...]")
for folder in folders:
    path = os.path.abspath(folder)
    packages = os.path.join(path, "lib", "python3.13", "site-packages")
    os.makedirs(packages, exist_ok=True)
    programs = os.path.join(path, "bin")
    os.makedirs(programs, exist_ok=True)
    for name, program in (("python", "python3"), ("python3", "python3"), ("pip", "pip"), ("pip3", "pip")):
        file = os.path.join(programs, name)
        with open(file, "w") as out:
            out.write(f'#!/bin/sh\nPYTHONPATH="{packages}:$PYTHONPATH" exec /usr/bin/{program} "$@"\n')
        os.chmod(file, 0o755)
    with open(os.path.join(programs, "activate"), "w") as out:
        out.write(ACTIVATE.format(path=path))
    with open(os.path.join(path, "pyvenv.cfg"), "w") as out:
        out.write("home = /usr/local/bin\ninclude-system-site-packages = false\nversion = 3.13.0\n")
`;
