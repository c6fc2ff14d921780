"""What stands around the portal: making ready, running it, checking and testing it.

``bootstrap``, ``packages``, ``run``, ``test`` and ``check`` use the standard library
alone, since they begin before anything is installed. ``serve``, ``servers`` and
``suite`` run inside the virtual environment that they made.
"""
