/** Signals and timers: Python hears of them by the machine. */
export const SIGNALS: string = String.raw`
import math
import os

from _machine_calls import ask, _asked, _signals

REAL = 0


def install(module):
    original = module.signal

    def signal(signalnum, handler):
        before = original(signalnum, handler)
        how = {module.SIG_DFL: "default", module.SIG_IGN: "ignore"}.get(handler, "handler")
        ask("handle", int(signalnum), how)
        return before

    def checked(which):
        if which != REAL:
            raise module.ItimerError(22, os.strerror(22) + ": python3 of a machine in memory has ITIMER_REAL alone")

    def setitimer(which, seconds, interval=0.0, /):
        checked(which)
        if seconds < 0 or interval < 0 or math.isnan(seconds):
            raise module.ItimerError(22, os.strerror(22))
        return tuple(map(float, ask("timer", float(seconds), float(interval)).split()))

    def getitimer(which, /):
        checked(which)
        return tuple(map(float, ask("timerLeft").split()))

    def alarm(seconds, /):
        return math.ceil(setitimer(REAL, int(seconds))[0])

    def pause():
        _asked("sleep", "Infinity")
        _signals()

    if not hasattr(module, "ItimerError"):
        module.ItimerError = OSError
    module.ITIMER_REAL, module.ITIMER_VIRTUAL, module.ITIMER_PROF = REAL, 1, 2
    for function in (signal, setitimer, getitimer, alarm, pause):
        setattr(module, function.__name__, function)
`;
