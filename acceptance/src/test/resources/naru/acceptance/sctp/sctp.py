"""Both ends of SCTP: as sockets, and, where the kernel has none, as packets of raw sockets.

sctp.py serve PORT
    prints "ready", and answers each connection with "from ADDRESS", which is the caller's.
sctp.py call ADDRESS PORT
    prints what a server answers.
sctp.py echo ADDRESS PORT
    prints "ready", and returns each message on the stream and with the identifier that it came with;
    closes after the message "end". Prints which side has closed a connection.
sctp.py exchange ADDRESS PORT
    sends messages of several sizes on several streams, and prints how many came back as they were.
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
    client = stream_socket(address)
    client.settimeout(10)
    client.connect((address, int(port)))
    print(client.recv(100).decode())


LEVEL, SNDINFO, RCVINFO = SCTP, 2, 3  # linux/sctp.h
INITMSG, RECVRCVINFO = 2, 32
UNORDERED = 1


def stream_socket(address):
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    one = socket.socket(family, socket.SOCK_STREAM, SCTP)
    one.setsockopt(LEVEL, INITMSG, struct.pack("=HHHH", 20, 0, 0, 0))
    one.setsockopt(LEVEL, RECVRCVINFO, 1)
    return one


def receive(peer):
    """A whole message, its stream, its flags and its identifier."""
    whole = b""
    while True:
        part, about, flags, _ = peer.recvmsg(65536, 1000)
        whole += part
        if not part:
            return b"", 0, 0, 0
        if flags & socket.MSG_EOR:
            data = next(data for level, kind, data in about if (level, kind) == (LEVEL, RCVINFO))
            stream, _, unordered, identifier = struct.unpack_from("=HHHxxI", data)
            return whole, stream, unordered & UNORDERED, identifier


def send(peer, message, stream, flags, identifier):
    info = struct.pack("=HHIIi", stream, flags, identifier, 0, 0)
    peer.sendmsg([message], [(LEVEL, SNDINFO, info)])


def echo(address, port):
    server = stream_socket(address)
    server.bind((address, int(port)))
    server.listen()
    print("ready", flush=True)
    while True:
        client, _ = server.accept()
        client.setsockopt(LEVEL, RECVRCVINFO, 1)
        while (message := receive(client))[0] not in (b"", b"end"):
            send(client, *message)
        print("closed by", "this side" if message[0] else "the client", flush=True)
        client.close()


def exchange(address, port):
    client = stream_socket(address)
    client.settimeout(20)
    client.connect((address, int(port)))
    right = 0
    for size, stream, flags, identifier in (
        (1, 0, 0, 0),
        (10, 3, 0, 0x01020304),
        (1400, 19, UNORDERED, 46),
        (70000, 7, 0, 47),
        (150000, 19, 0, 48),
    ):
        message = (bytes(range(256)) * (size // 256 + 1))[:size]
        send(client, message, stream, flags, identifier)
        right += receive(client) == (message, stream, flags, identifier)
    send(client, b"two", 1, 0, 1)
    send(client, b"messages", 1, 0, 2)
    right += receive(client) == (b"two", 1, 0, 1) and receive(client) == (b"messages", 1, 0, 2)
    client.close()
    client = stream_socket(address)
    client.settimeout(20)
    client.connect((address, int(port)))
    send(client, b"end", 0, 0, 0)
    right += client.recv(10) == b""
    print(right, "right")


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


{"serve": serve, "call": call, "echo": echo, "exchange": exchange, "hear": hear, "init": init}[sys.argv[1]](*sys.argv[2:])
