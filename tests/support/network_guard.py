"""Keeps a test process from talking to anything but itself."""

import ipaddress
import socket
from typing import Any

import pytest


class NetworkUsed(AssertionError):
    """Something tried to reach an address outside this machine."""


class NetworkGuard:
    """Stands before the socket functions; remembers what was tried, as product code may catch it.

    Attributes:
        tried: The addresses that were asked for since the list was last emptied.
    """

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.tried: list[str] = []
        for name in ("connect", "connect_ex"):
            patch.setattr(socket.socket, name, self._guarded(getattr(socket.socket, name)))
        look_up = socket.getaddrinfo

        def getaddrinfo(host: Any, *rest: Any, **named: Any) -> Any:
            name = host.decode() if isinstance(host, bytes) else host
            # A name that cannot be written in the DNS never gets as far as the network.
            if name and not _is_number(name) and name != "localhost" and name.encode("idna"):
                self._refuse(name)
            return look_up(host, *rest, **named)

        patch.setattr(socket, "getaddrinfo", getaddrinfo)

    def _guarded(self, function: Any) -> Any:
        def call(sock: socket.socket, address: Any) -> Any:
            if sock.family in (socket.AF_INET, socket.AF_INET6) and not _is_here(address[0]):
                self._refuse(f"{address[0]} port {address[1]}")
            return function(sock, address)

        return call

    def _refuse(self, address: str) -> None:
        self.tried.append(address)
        raise NetworkUsed(f"a test must not use the network, this one wanted {address}")


def _is_number(host: str) -> bool:
    try:
        socket.inet_pton(socket.AF_INET6, host.partition("%")[0])
    except OSError:
        try:
            # Also the short forms, like 127.1.
            socket.inet_aton(host)
        except OSError:
            return False
    return True


def _is_here(host: str) -> bool:
    return host in ("localhost", "") or (
        _is_number(host) and ipaddress.ip_address(host).is_loopback
    )
