"""`bilat` with everything loaded once: a server that forks for every command, and a `bilat` on the PATH that hands its command over to it.

What runs is the command line itself, in a process of its own, with the arguments, folder, environment, input and output of whoever called: only what every
call would load anew is there already, so that the many commands of the documentation can all be run by the tests.
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

_CLIENT = """#!{python} -SE
import json, os, socket, sys
with socket.socket(socket.AF_UNIX) as server:
    server.connect({socket!r})
    told = json.dumps([sys.argv[1:], os.getcwd(), dict(os.environ)]).encode()
    socket.send_fds(server, [len(told).to_bytes(4, "big")], [0, 1, 2])
    server.sendall(told)
    sys.exit(int(server.recv(4) or b"70"))
"""


@contextlib.contextmanager
def preloaded(folder: Path) -> Iterator[Path]:
    """Start the server, and give the folder that holds its `bilat`."""
    address, program = folder / "socket", folder / "bin" / "bilat"
    program.parent.mkdir()
    program.write_text(_CLIENT.format(python=sys.executable, socket=str(address)))
    program.chmod(0o755)
    server = subprocess.Popen([sys.executable, __file__, str(address)])
    try:
        for _ in range(600):
            if address.exists() or server.poll() is not None:
                break
            time.sleep(0.1)
        assert address.exists(), "the server of preloaded commands did not start"
        yield program.parent
    finally:
        server.terminate()
        server.wait()


def _serve(address: str) -> None:
    import bilat
    import bilat.cli
    import bilat.record.build
    import bilat.views.brief
    import bilat.views.comparison
    import bilat.views.record

    bilat.read("ASTANA – President of Kazakhstan Yerlan Abdrakhmanov met with President of China Lin Guowei.")  # loads the model
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(address)
        server.listen()
        while True:
            client, _ = server.accept()
            with contextlib.suppress(ChildProcessError):
                while os.waitpid(-1, os.WNOHANG) != (0, 0):
                    pass
            if os.fork() == 0:
                server.close()
                _run(client)
            client.close()


def _run(client: socket.socket) -> None:
    from bilat.cli import main

    size, files, _, _ = socket.recv_fds(client, 4, 3)
    told = b""
    while len(told) < int.from_bytes(size, "big"):
        told += client.recv(1 << 16)
    arguments, folder, environment = json.loads(told)
    for number, file in enumerate(files):
        os.dup2(file, number)
        os.close(file)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = ["bilat", *arguments]
    code = 0
    try:
        main()
    except SystemExit as left:
        code = left.code if isinstance(left.code, int) else 1 if left.code else 0
    except BaseException:
        sys.excepthook(*sys.exc_info())
        code = 70
    sys.stdout.flush()
    sys.stderr.flush()
    client.sendall(str(code).encode())
    os._exit(code)


if __name__ == "__main__":
    _serve(sys.argv[1])
