"""The one door for files from people: a child process reads them, and nobody else.

The child (``child.py``) has no environment, no open file, a limit on memory, on
processor time, on what it may write, and a clock; the kernel refuses it the network,
other programs and every file that is not its own code (``sandbox.py``). Whatever goes
wrong in there comes out as one plain sentence. On this side (``starting.py``) no byte
of the file is looked at.

Nothing in here knows Django, so that the child loads no more than it needs.
"""
