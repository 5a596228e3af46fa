"""Connections to the public web only, each with an end.

A host's addresses are looked up once, checked, and the very address that was checked is connected
to: asking the resolver twice could give another one the second time (DNS rebinding).
"""

import ipaddress
import socket
import ssl
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import httpcore

from index.errors import UnreadableArticle

# IPv6 addresses that carry an IPv4 one in their last four bytes (RFC 6052).
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
# All that is given out of IPv6 so far; what is outside is local, or nothing (RFC 4291).
_GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")
# For protocols between machines (RFC 6890); how much of it counts as global differs by Python.
_PROTOCOLS = ipaddress.ip_network("192.0.0.0/24")


@dataclass(frozen=True)
class Deadline:
    """When all of one request must be over.

    Attributes:
        seconds: How long the whole may take, for the message.
        ends: The clock's time at which it is over.
        step: The most seconds to wait for one step: a connection, a piece of the answer.
        clock: Gives the time in seconds; need not start at any particular one.
    """

    seconds: float
    ends: float
    step: float
    clock: Callable[[], float]

    def left(self) -> float:
        """Give the seconds that the next step may take.

        Raises:
            UnreadableArticle: If the time is up.
        """
        left = self.ends - self.clock()
        if left <= 0:
            raise UnreadableArticle(
                f"did not come to an end in {self.seconds:.0f} seconds; try again later"
            )
        return min(self.step, left)


class PublicWeb(httpcore.NetworkBackend):
    """Connects to public addresses, in the time left.

    Args:
        deadline: When it must be over.
        allow_private: Connect to this machine and the local network too.
    """

    def __init__(self, deadline: Deadline, allow_private: bool) -> None:
        self._deadline = deadline
        self._allow_private = allow_private
        self._sockets = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first of the host's addresses that answers.

        Raises:
            UnreadableArticle: If there is no such host, or one of its addresses is private.
        """
        failure: Exception = httpcore.ConnectError(f"no address of {host} answers")
        for address in addresses(host, self._allow_private):
            try:
                stream = self._sockets.connect_tcp(address, port, self._deadline.left())
                return _Stream(stream, self._deadline)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure


class _Stream(httpcore.NetworkStream):
    """A connection of which no step, and not all of them together, takes longer than allowed."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.left())

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        secured = self._stream.start_tls(ssl_context, server_hostname, self._deadline.left())
        return _Stream(secured, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def addresses(host: str, allow_private: bool = False) -> list[str]:
    """Look up a host's addresses, all of which must be public.

    Args:
        host: A name as it is written in the DNS, or a number.
        allow_private: Take private ones too.

    Raises:
        UnreadableArticle: If there is no such host, or one of its addresses is private.
    """
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise UnreadableArticle(f"no such host: {host}") from error
    given = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    private = [address for address in given if not is_public(address)]
    if private and not allow_private:
        raise UnreadableArticle(
            f"{host} is {private[0]}, in this machine's own network; "
            "--allow-private reads it all the same"
        )
    return given


def is_public(address: str) -> bool:
    """Tell whether an address is one of the public internet, for one reader and one answerer.

    An IPv6 address that stands for an IPv4 one (mapped, 6to4, NAT64) is as public as that one.
    """
    ip = ipaddress.ip_address(address)
    if isinstance(ip, ipaddress.IPv6Address):
        if inner := ip.ipv4_mapped or ip.sixtofour:
            return is_public(str(inner))
        if ip in _NAT64:
            return is_public(str(ipaddress.IPv4Address(ip.packed[-4:])))
        if ip not in _GLOBAL_UNICAST:
            return False
    return ip.is_global and not ip.is_multicast and ip not in _PROTOCOLS
