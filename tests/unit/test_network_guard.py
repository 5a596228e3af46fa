import contextlib
import socket

import pytest
from network_guard import NetworkGuard, NetworkUsed


def test_a_connection_to_another_machine_is_refused_by_its_address(network: NetworkGuard):
    with pytest.raises(NetworkUsed, match=r"this one wanted 192.0.2.1 port 80"):
        socket.create_connection(("192.0.2.1", 80), timeout=1)
    network.tried.clear()


def test_a_name_is_not_looked_up(network: NetworkGuard):
    with pytest.raises(NetworkUsed, match=r"this one wanted news.example"):
        socket.getaddrinfo("news.example", 443)
    network.tried.clear()


def test_an_attempt_that_was_caught_is_remembered(network: NetworkGuard):
    with contextlib.suppress(NetworkUsed):
        socket.socket().connect_ex(("192.0.2.1", 80))
    assert network.tried == ["192.0.2.1 port 80"]
    network.tried.clear()


def test_this_machine_can_be_reached():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with socket.create_connection(("localhost", port), timeout=5) as client:
            assert client.getpeername() == ("127.0.0.1", port)


def test_unix_sockets_are_no_network():
    one, other = socket.socketpair(socket.AF_UNIX)
    with one, other:
        one.sendall(b"hello")
        assert other.recv(5) == b"hello"
