"""Streams that stay open: WebSockets (RFC 6455) and calls of gRPC's kind over HTTP/2 without TLS
(RFC 9113, prior knowledge). The server echoes; each client sends a message a second and counts a
stream as closed when it ends or the echo does not come within ten seconds.

usage: streams.py server PORT | streams.py client ADDRESS WEBSOCKETS CALLS
The client prints "open" when all streams are, runs until its standard input ends, and prints
"streams N closed M messages K" with the reasons."""

import asyncio, collections, os, struct, sys

SETTINGS, HEADERS, DATA, RST, PING, GOAWAY, WINDOW = 4, 1, 0, 3, 6, 7, 8
ACK, END_HEADERS = 1, 4
PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"


def frame(kind, flags, stream, payload=b""):
    return struct.pack(">I", len(payload))[1:] + bytes([kind, flags]) + struct.pack(">I", stream) + payload


async def read_frame(reader):
    head = await reader.readexactly(9)
    length = int.from_bytes(head[:3], "big")
    return head[3], head[4], int.from_bytes(head[5:], "big") & 0x7FFFFFFF, await reader.readexactly(length)


def respond(writer, kind, flags, payload):
    """What both sides do with frames of the connection; returns whether it was one."""
    if kind == SETTINGS and not flags & ACK:
        writer.write(frame(SETTINGS, ACK, 0))
    elif kind == PING and not flags & ACK:
        writer.write(frame(PING, ACK, 0, payload))
    elif kind == DATA and payload:
        writer.write(frame(WINDOW, 0, 0, struct.pack(">I", len(payload))))
        return False
    return kind in (SETTINGS, PING, WINDOW)


async def serve_h2(reader, writer):
    await reader.readexactly(len(PREFACE) - 3)
    writer.write(frame(SETTINGS, 0, 0))
    while True:
        kind, flags, stream, payload = await read_frame(reader)
        if respond(writer, kind, flags, payload):
            continue
        if kind == HEADERS:  # answers 200 (RFC 7541, static table entry 8) without reading the fields
            writer.write(frame(HEADERS, END_HEADERS, stream, b"\x88"))
        elif kind == DATA and payload:
            writer.write(frame(WINDOW, 0, stream, struct.pack(">I", len(payload))))
            writer.write(frame(DATA, 0, stream, payload))


async def read_message(reader):
    """A WebSocket message of less than 126 bytes; None for a close."""
    first, second = await reader.readexactly(2)
    mask = await reader.readexactly(4) if second & 0x80 else b"\0\0\0\0"
    payload = await reader.readexactly(second & 0x7F)
    return None if first & 0xF == 8 else bytes(b ^ mask[i % 4] for i, b in enumerate(payload))


async def serve_websocket(reader, writer):
    await reader.readuntil(b"\r\n\r\n")  # the key is not verified by this client
    writer.write(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                 b"Sec-WebSocket-Accept: none\r\n\r\n")
    while (message := await read_message(reader)) is not None:
        writer.write(bytes([0x81, len(message)]) + message)


async def serve(reader, writer):
    try:
        first = await reader.readexactly(3)
        await (serve_h2 if first == b"PRI" else serve_websocket)(reader, writer)
    except (asyncio.IncompleteReadError, ConnectionError):
        pass
    finally:
        writer.close()


async def echo(reader, writer, text):
    writer.write(bytes([0x81, 0x80 | len(text)]) + b"\0\0\0\0" + text)
    if await read_message(reader) != text:
        raise EOFError("wrong echo")


async def websocket(address):
    reader, writer = await asyncio.open_connection(address, 80)
    writer.write(b"GET / HTTP/1.1\r\nHost: ws.test\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                 b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
    head = await reader.readuntil(b"\r\n\r\n")
    if b" 101 " not in head.split(b"\r\n")[0]:
        raise EOFError(head.split(b"\r\n")[0].decode())
    return lambda text: echo(reader, writer, text)


def field(name, value):
    """A field that no table has, as RFC 7541, section 6.2.2 writes it."""
    return b"\0" + bytes([len(name)]) + name + bytes([len(value)]) + value


async def call_echo(reader, writer, text):
    message = b"\0" + struct.pack(">I", len(text)) + text  # as gRPC frames it
    writer.write(frame(DATA, 0, 1, message))
    got = b""
    while len(got) < len(message):
        kind, flags, stream, payload = await read_frame(reader)
        if kind == RST or kind == DATA and flags & 1 or kind == HEADERS and flags & 1:
            raise EOFError("the stream was closed by frame %d %s" % (kind, payload.hex()))
        if kind == DATA and payload:
            writer.write(frame(WINDOW, 0, 1, struct.pack(">I", len(payload))))
            got += payload
        respond(writer, kind, flags, payload)
    if got != message:
        raise EOFError("wrong echo")


async def call(address):
    reader, writer = await asyncio.open_connection(address, 80)
    writer.write(PREFACE + frame(SETTINGS, 0, 0))
    fields = (b"\x83\x86" + field(b":path", b"/echo.Echo/Echo") + field(b":authority", b"grpc.test")
              + field(b"te", b"trailers") + field(b"content-type", b"application/grpc"))
    writer.write(frame(HEADERS, END_HEADERS, 1, fields))
    return lambda text: call_echo(reader, writer, text)


async def client(address, websockets, calls):
    going, closed, counts = asyncio.Event(), collections.Counter(), collections.Counter()

    async def run(kind, make):
        opened = False
        try:
            send = await asyncio.wait_for(make(address), 10)
            await asyncio.wait_for(send(b"0"), 10)
            opened = True
            counts["opened"] += 1
            while not going.is_set():
                await asyncio.wait_for(send(os.urandom(8).hex().encode()), 10)
                counts["messages"] += 1
                await asyncio.sleep(1)
        except Exception as failure:
            closed[kind + (" " if opened else " not opened ") + repr(failure)] += 1

    kinds = [("websocket", websocket)] * websockets + [("call", call)] * calls
    tasks = [asyncio.ensure_future(run(*kind)) for kind in kinds]
    while counts["opened"] + closed.total() < len(tasks):
        await asyncio.sleep(0.01)
    print("open", flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    going.set()
    await asyncio.gather(*tasks)
    print("streams", len(tasks), "closed", closed.total(), "messages", counts["messages"])
    print(dict(closed.most_common(5)), flush=True)


async def main():
    if sys.argv[1] == "server":
        await (await asyncio.start_server(serve, "127.0.0.1", int(sys.argv[2]))).serve_forever()
    else:
        await client(sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))


asyncio.run(main())
