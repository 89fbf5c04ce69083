/** The users that the disk tells of, and root. */
export const USERS: string = String.raw`
from collections import namedtuple

struct_passwd = namedtuple("struct_passwd", "pw_name pw_passwd pw_uid pw_gid pw_gecos pw_dir pw_shell")


def getpwall():
    try:
        with open("/etc/passwd") as file:
            rows = [line.rstrip("\n").split(":") for line in file]
    except OSError:
        rows = []
    found = [struct_passwd(n, x, int(u), int(g), *rest) for n, x, u, g, *rest in filter(lambda row: len(row) == 7, rows)]
    if not any(user.pw_uid == 0 for user in found):
        found.insert(0, struct_passwd("root", "x", 0, 0, "root", "/root", "/bin/bash"))
    return found


def getpwuid(uid, /):
    for user in getpwall():
        if user.pw_uid == uid:
            return user
    raise KeyError(f"getpwuid(): uid not found: {uid}")


def getpwnam(name, /):
    for user in getpwall():
        if user.pw_name == name:
            return user
    raise KeyError(f"getpwnam(): name not found: {name!r}")
`;

/** The same for groups. */
export const GROUPS: string = String.raw`
from collections import namedtuple

struct_group = namedtuple("struct_group", "gr_name gr_passwd gr_gid gr_mem")


def getgrall():
    try:
        with open("/etc/group") as file:
            rows = [line.rstrip("\n").split(":") for line in file]
    except OSError:
        rows = []
    found = [struct_group(n, x, int(g), m.split(",") if m else []) for n, x, g, m in filter(lambda row: len(row) == 4, rows)]
    if not any(group.gr_gid == 0 for group in found):
        found.insert(0, struct_group("root", "x", 0, []))
    return found


def getgrgid(id):
    for group in getgrall():
        if group.gr_gid == id:
            return group
    raise KeyError(f"getgrgid(): gid not found: {id}")


def getgrnam(name):
    for group in getgrall():
        if group.gr_name == name:
            return group
    raise KeyError(f"getgrnam(): name not found: {name!r}")
`;
