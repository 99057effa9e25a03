"""Both ends of the truth table: who answers, and as whom the asker is seen.

reach.py serve NAME PORT[,PORT...] [ADDRESS...]
    answers TCP and UDP with "NAME ADDRESS", the address being the asker's, and prints the UDP
    payloads that begin with "forged"; on all addresses if none is given.
reach.py ask [SECONDS]
    reads lines "ID PROTOCOL ADDRESS PORT" and prints "ID ANSWER" for those that were answered,
    for at most that long.
reach.py forge INTERFACE DESTINATION_MAC
    reads lines "PAYLOAD SOURCE DESTINATION PORT" and sends each as a UDP datagram in a frame.
"""

import ipaddress
import os
import select
import socket
import struct
import sys
import time

PATIENCE = 2.5
AGAIN = 0.8
OURS = os.getpid() & 0xFFFF  # of two who ask in one namespace, each hears the other's echoes


def plain(address):
    """An address without the prefix of IPv4 in IPv6 and without a zone."""
    return address.removeprefix("::ffff:").split("%")[0]


def family(address):
    return socket.AF_INET6 if ":" in address else socket.AF_INET


def listener(kind, address, port):
    end = socket.socket(family(address), kind)
    end.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if address == "::":
        end.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
    end.bind((address, port))
    if kind == socket.SOCK_STREAM:
        end.listen(512)
    return end


def serve(name, ports, addresses):
    ends = [
        listener(kind, address, int(port))
        for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM)
        for address in addresses or ["::"]
        for port in ports.split(",")
    ]
    print("ready", flush=True)
    while True:
        for end in select.select(ends, [], [])[0]:
            if end.type == socket.SOCK_STREAM:
                client, peer = end.accept()
                with client:
                    client.sendall(f"{name} {plain(peer[0])}".encode())
            else:
                payload, peer = end.recvfrom(2000)
                if payload.startswith(b"forged"):
                    print(payload.decode(), flush=True)
                else:
                    end.sendto(f"{name} {plain(peer[0])}".encode(), peer)


class Question:
    def __init__(self, line):
        self.id, self.protocol, self.address, self.port = line.split()
        self.answer = None
        self.over = False
        self.sent = 0.0
        self.end = None
        try:
            self.begin()
        except OSError:
            self.close()

    def begin(self):
        to = (self.address, int(self.port))
        where = family(self.address)
        if self.protocol == "icmp":
            number = socket.IPPROTO_ICMPV6 if where == socket.AF_INET6 else socket.IPPROTO_ICMP
            self.end = socket.socket(where, socket.SOCK_RAW, number)
            to = (self.address, 0)
        else:
            tcp = self.protocol == "tcp"
            self.end = socket.socket(where, socket.SOCK_STREAM if tcp else socket.SOCK_DGRAM)
        self.end.setblocking(False)
        try:
            self.end.connect(to)
        except BlockingIOError:
            pass

    def send(self, now):
        if self.over or self.protocol == "tcp" or now - self.sent < AGAIN:
            return
        self.sent = now
        try:
            self.end.send(b"ask" if self.protocol == "udp" else self.echo(8, 128))
        except OSError:
            self.close()

    def echo(self, four, six):
        kind = six if ":" in self.address else four
        packet = struct.pack("!BBHHH", kind, 0, 0, OURS, int(self.id) & 0xFFFF)
        total = sum(struct.unpack("!4H", packet))
        total = (total >> 16) + (total & 0xFFFF)
        return struct.pack("!BBHHH", kind, 0, ~total & 0xFFFF, OURS, int(self.id) & 0xFFFF)

    def hear(self):
        try:
            data = self.end.recv(2000)
        except BlockingIOError:
            return
        except OSError:
            self.close()
            return
        if self.protocol != "icmp":
            self.answer = data.decode() or None
            self.close()
            return
        if ":" not in self.address:
            data = data[(data[0] & 15) * 4:]
        kind, _, _, ours, number = struct.unpack("!BBHHH", data[:8])
        if kind in (0, 129) and ours == OURS and number == int(self.id) & 0xFFFF:
            self.answer = "echo"
            self.close()

    def close(self):
        self.over = True
        if self.end:
            self.end.close()


def ask(patience):
    questions = [Question(line) for line in sys.stdin]
    last = time.monotonic() + patience
    while time.monotonic() < last:
        open_ones = {q.end: q for q in questions if not q.over}
        if not open_ones:
            break
        for question in open_ones.values():
            question.send(time.monotonic())
        waiting = [end for end, question in open_ones.items() if not question.over]
        for end in select.select(waiting, [], [], 0.1)[0]:
            open_ones[end].hear()
    for question in questions:
        question.close()
        if question.answer:
            print(question.id, question.answer)


def checksum(data):
    data += b"\0" * (len(data) % 2)
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total >> 16) + (total & 0xFFFF)
    return ~total & 0xFFFF


def datagram(payload, source, destination, port):
    source = ipaddress.ip_address(source)
    destination = ipaddress.ip_address(destination)
    length = 8 + len(payload)
    udp = struct.pack("!HHHH", 4242, port, length, 0) + payload
    pseudo = source.packed + destination.packed + struct.pack("!II", length, 17) + udp
    udp = udp[:6] + struct.pack("!H", checksum(pseudo) or 0xFFFF) + udp[8:]
    if source.version == 6:
        head = struct.pack("!IHBB", 6 << 28, length, 17, 64) + source.packed + destination.packed
        return b"\x86\xdd" + head + udp
    head = struct.pack("!BBHHHBBH", 0x45, 0, 20 + length, 1, 0, 64, 17, 0)
    addresses = source.packed + destination.packed
    total = checksum(head + addresses)
    return b"\x08\x00" + head[:10] + struct.pack("!H", total) + addresses + udp


def forge(interface, destination):
    end = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
    end.bind((interface, 0))
    own = end.getsockname()[4]
    to = bytes.fromhex(destination.replace(":", ""))
    for line in sys.stdin:
        payload, source, target, port = line.split()
        end.send(to + own + datagram(payload.encode(), source, target, int(port)))


if __name__ == "__main__":
    if sys.argv[1] == "serve":
        serve(sys.argv[2], sys.argv[3], sys.argv[4:])
    elif sys.argv[1] == "ask":
        ask(float(sys.argv[2]) if len(sys.argv) > 2 else PATIENCE)
    else:
        forge(sys.argv[2], sys.argv[3])
