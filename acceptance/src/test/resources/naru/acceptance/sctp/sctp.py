"""Both ends of SCTP: as sockets, and, where the kernel has none, as packets of raw sockets.

sctp.py serve PORT
    prints "ready", and answers each connection with "from ADDRESS", which is the caller's.
sctp.py call ADDRESS PORT
    prints what a server answers.
sctp.py hear
    prints "ready", and then "ADDRESS PORT CHECKSUM" for each INIT: whose it is, for which port,
    and "right" or "wrong".
sctp.py init ADDRESS PORT
    sends an INIT.
"""

import socket
import struct
import sys

SCTP = 132  # IANA protocol number
INIT = struct.pack("!BBHIIHHI", 1, 0, 20, 1, 65536, 1, 1, 1)  # RFC 9260 section 3.3.2


def crc32c(data):
    """RFC 9260 appendix A, a bit at a time."""
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0x82F63B78 if crc & 1 else 0)
    return struct.pack("<I", crc ^ 0xFFFFFFFF)


def serve(port):
    server = socket.socket(socket.AF_INET, socket.SOCK_STREAM, SCTP)
    server.bind(("0.0.0.0", int(port)))
    server.listen()
    print("ready", flush=True)
    while True:
        client, address = server.accept()
        client.sendall(b"from " + address[0].encode())
        client.close()


def call(address, port):
    client = socket.socket(socket.AF_INET, socket.SOCK_STREAM, SCTP)
    client.settimeout(10)
    client.connect((address, int(port)))
    print(client.recv(100).decode())


def hear():
    raw = socket.socket(socket.AF_INET, socket.SOCK_RAW, SCTP)
    print("ready", flush=True)
    while True:
        packet = raw.recv(2000)
        begin = 4 * (packet[0] & 15)
        sctp = packet[begin:]
        if sctp[12] == 1:
            right = crc32c(sctp[:8] + bytes(4) + sctp[12:]) == sctp[8:12]
            port = struct.unpack("!H", sctp[2:4])[0]
            words = (socket.inet_ntoa(packet[12:16]), port, "right" if right else "wrong")
            print(*words, flush=True)


def init(address, port):
    raw = socket.socket(socket.AF_INET, socket.SOCK_RAW, SCTP)
    header = struct.pack("!HHI", 4000, int(port), 0)
    raw.sendto(header + crc32c(header + bytes(4) + INIT) + INIT, (address, 0))


{"serve": serve, "call": call, "hear": hear, "init": init}[sys.argv[1]](*sys.argv[2:])
