"""One datagram to a group.

multicast.py hear GROUP
    joins the group on eth0, prints "ready", then the first datagram.
multicast.py say GROUP TEXT
    sends it by eth0.
"""

import socket
import sys

PORT = 7171


def hear(group):
    family, sock, index = opened(group)
    sock.settimeout(10)
    sock.bind(("", PORT))
    member = socket.inet_pton(family, group)
    if family == socket.AF_INET6:
        sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_JOIN_GROUP, member + index)
    else:
        request = member + bytes(4) + index  # struct ip_mreqn
        sock.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, request)
    print("ready", flush=True)
    print(sock.recv(100).decode(), flush=True)


def say(group, text):
    family, sock, index = opened(group)
    if family == socket.AF_INET6:
        sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_IF, index)
    sock.sendto(text.encode(), (group, PORT))


def opened(group):
    family = socket.AF_INET6 if ":" in group else socket.AF_INET
    index = socket.if_nametoindex("eth0").to_bytes(4, sys.byteorder)
    return family, socket.socket(family, socket.SOCK_DGRAM), index


{"hear": hear, "say": say}[sys.argv[1]](*sys.argv[2:])
