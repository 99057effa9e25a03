package naru.acceptance.names;

import naru.acceptance.lab.Deadline;
import naru.acceptance.lab.LabHost;
import naru.acceptance.lab.UdpEcho;

import java.io.IOException;
import java.time.Duration;

/**
 * Asks 127.0.0.11 for a name from where a container is, every 10 ms, without waiting for answers
 * and without asking twice. Python, as {@link UdpEcho} is.
 */
final class SteadyQuestions implements AutoCloseable {
    /**
     * Ends when its standard input does, and when all is answered or nothing has come for five
     * seconds.
     */
    private static final String CLIENT =
            """
            import select, socket, struct, sys, time
            labels = b"".join(bytes([len(l)]) + l.encode() for l in sys.argv[1].split("."))
            s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 21)  # many answers may come at once
            s.connect(("127.0.0.11", 53))
            open_since, answered, wrong, longest, silence = {}, 0, 0, 0.0, 0.0
            number, on = 0, True
            due = heard = time.monotonic()
            print("asking", flush=True)
            while on or (open_since and time.monotonic() - heard < 5):
                now = time.monotonic()
                if on and now >= due:
                    number, due = number + 1, due + 0.01
                    open_since[number] = now
                    s.send(struct.pack("!HHHHHH", number, 0x100, 1, 0, 0, 0) + labels + b"\\0\\0\\1\\0\\1")
                sources = [s, sys.stdin] if on else [s]
                ready = select.select(sources, [], [], max(0, due - now) if on else 0.1)[0]
                if sys.stdin in ready:
                    on = False
                if s in ready:
                    reply, now = s.recv(2000), time.monotonic()
                    silence, heard = max(silence, now - heard), now
                    since = open_since.pop(struct.unpack("!H", reply[:2])[0], None)
                    if since is not None:
                        answered, longest = answered + 1, max(longest, now - since)
                    if reply[3] & 15 or reply[7] != 1:
                        wrong += 1
            print(number, answered, wrong, int(longest * 1000), int(silence * 1000))
            """;

    private final Process process;

    /** Begins to ask; the first question is under way when this returns. */
    SteadyQuestions(LabHost host, String container, String name) throws IOException {
        var pid = host.docker().pid(container);
        var netns = "--net=/proc/" + pid + "/ns/net";
        process = host.shell().start("nsenter {} python3 -c {} {}", netns, CLIENT, name);
        if (!"asking".equals(process.inputReader().readLine())) {
            throw new IOException(new String(process.getErrorStream().readAllBytes()));
        }
    }

    /**
     * What came of the questions.
     *
     * @param wrong answers without an address
     * @param longest wait for an answer, in ms
     * @param silence between two answers, in ms
     */
    record Report(int asked, int answered, int wrong, int longest, int silence) {}

    Report end() throws Exception {
        process.getOutputStream().close();
        if (!Deadline.ends(Duration.ofSeconds(20), process)) {
            throw new AssertionError("the questions do not end");
        }
        var words = process.inputReader().readLine().split(" ");
        return new Report(
                Integer.parseInt(words[0]),
                Integer.parseInt(words[1]),
                Integer.parseInt(words[2]),
                Integer.parseInt(words[3]),
                Integer.parseInt(words[4]));
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
