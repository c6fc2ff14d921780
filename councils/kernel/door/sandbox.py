"""What the kernel holds of the child, whatever code runs in it.

Three things, none of which can be taken back: it gives up its rights (``rights``), it
opens no file outside its own code (``folders``), and it may ask the kernel only for
what reading takes (``system_calls``). The last is the one without which no file is
read; the others are put in front of it where the host has them.
"""

import sys

from councils.kernel.door import folders, rights, system_calls
from councils.kernel.door.terms import NoSandbox


def enter_sandbox() -> None:
    """Close the sandbox around this process, for good.

    Raises:
        NoSandbox: the kernel, or what stands around this process, cannot hold it.
    """
    if sys.platform != "linux":
        raise NoSandbox
    rights.gain_none()
    rights.give_up(readable=folders.own_code())
    folders.open_only(folders.own_code())
    system_calls.allow_only_reading()
