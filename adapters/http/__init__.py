"""The one guarded client (port `ports.sources.Http`).

It connects to public addresses only: each connection is checked at its socket, after the name was read and on every
redirect, so that what was checked is what is connected to. The one exception is a base address on loopback that the
settings name for a source, so that a counterpart can stand in; it opens that one port, for that source alone.
"""

from adapters.http.connecting import connect as connect
from adapters.http.dialling import dial as dial
