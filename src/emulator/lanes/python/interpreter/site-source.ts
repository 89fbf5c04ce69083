/** What Python runs before anything else: the machine as Python sees it. */
export const SITE: string = String.raw`
import sys
sys.dont_write_bytecode = True  # files that change within one instant of virtual time would not be read again
sys.platform = "linux"
import _machine_calls
import _machine_errors
import _machine_imports
_machine_calls.install()
_machine_errors.install()
_machine_imports.install()
`;
