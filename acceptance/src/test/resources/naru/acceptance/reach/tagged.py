"""Frames with VLAN tags in front of what they carry.

tagged.py send INTERFACE
    reads lines "NAME SOURCE_MAC DESTINATION_MAC TAGS INNER SOURCE DESTINATION" and sends each as a
    frame. TAGS are TPID:TCI in hexadecimal, joined by commas, or "-". INNER is arp, udp or
    neighbour (an advertisement). Each frame holds "<NAME>".
tagged.py hear INTERFACE
    prints the name of each frame that arrives there, however it is tagged, up to "end".
"""

import ipaddress
import re
import socket
import struct
import sys

ALL_PROTOCOLS = 3  # ETH_P_ALL
OUTGOING = 4  # PACKET_OUTGOING
RECEIVE_BUFFER = 33  # SO_RCVBUFFORCE, which may exceed net.core.rmem_max


def mac(text):
    return bytes.fromhex(text.replace(":", ""))


def checksum(data):
    total = sum(struct.unpack("!%dH" % ((len(data) + 1) // 2), data + b"\0" * (len(data) % 2)))
    while total >> 16:
        total = (total >> 16) + (total & 0xFFFF)
    return ~total & 0xFFFF


def packet(source, target, protocol, content, place):
    """An IP packet; the checksum of its content, over a pseudo header, goes to `place`."""
    pseudo = source.packed + target.packed + struct.pack("!II", len(content), protocol)
    total = struct.pack("!H", checksum(pseudo + content))
    content = content[:place] + total + content[place + 2:]
    if source.version == 6:
        head = struct.pack("!IHBB", 0x60000000, len(content), protocol, 255)
        return 0x86DD, head + source.packed + target.packed + content
    head = struct.pack("!BBHIBBH", 0x45, 0, 20 + len(content), 0, 64, protocol, 0)
    head += source.packed + target.packed
    head = head[:10] + struct.pack("!H", checksum(head)) + head[12:]
    return 0x0800, head + content


def inside(kind, mark, sender, source, target):
    source, target = ipaddress.ip_address(source), ipaddress.ip_address(target)
    if kind == "arp":
        head = struct.pack("!HHBBH", 1, 0x0800, 6, 4, 1)
        return 0x0806, head + sender + source.packed + bytes(6) + target.packed + mark
    if kind == "neighbour":
        message = struct.pack("!BBHI", 136, 0, 0, 0x20000000) + source.packed
        message += b"\x02\x01" + sender
        return packet(source, target, 58, message + mark + b" " * (-len(mark) % 8), 2)
    return packet(source, target, 17, struct.pack("!HHHH", 9, 9, 8 + len(mark), 0) + mark, 6)


def frame(line):
    name, sender, receiver, tags, kind, source, target = line.split()
    sender = mac(sender)
    protocol, content = inside(kind, f"<{name}>".encode(), sender, source, target)
    between = b"".join(
        bytes.fromhex(tag.replace(":", "")) for tag in tags.split(",") if tag != "-"
    )
    return mac(receiver) + sender + between + struct.pack("!H", protocol) + content


def opened(interface):
    end = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ALL_PROTOCOLS))
    end.bind((interface, ALL_PROTOCOLS))
    return end


def hear(interface):
    end = opened(interface)
    end.setsockopt(socket.SOL_SOCKET, RECEIVE_BUFFER, 1 << 26)  # frames wait while this process does
    print("ready", flush=True)
    while True:
        data, (_, _, kind, _, _) = end.recvfrom(4000)
        found = re.search(rb"<([a-z0-9_-]+)>", data)
        if found and kind != OUTGOING:
            print(found.group(1).decode(), flush=True)


if sys.argv[1] == "hear":
    hear(sys.argv[2])
else:
    link = opened(sys.argv[2])
    for row in sys.stdin:
        link.send(frame(row))
