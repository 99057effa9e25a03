package naru.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import naru.linux.error.LinuxException;
import naru.linux.process.Child;
import naru.linux.process.Command;
import naru.linux.process.Command.Pipe;
import naru.linux.process.ProcessFd;
import naru.linux.process.Processes;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;

/** Processes in a mount namespace of their own. */
class ProcessesLiveTest {
    private static final Path SHELL = Path.of("/bin/sh");

    @TempDir Path folder;

    @BeforeEach
    void needRoot() {
        assumeTrue(ProcessHandle.current().info().user().orElse("").equals("root"), "needs root");
    }

    private static Command shell(String script, Pipe... pipes) {
        return new Command(
                SHELL,
                List.of("sh", "-c", script),
                Map.of("SALT", "5"),
                Path.of("/tmp"),
                List.of(pipes));
    }

    private static String text(Child child, int number) throws IOException {
        return new String(child.output(number).readAllBytes()).strip();
    }

    @Test
    void hidesMountsFromChildOnly() throws Exception {
        var mounts = new Mounts(Kernel.DIRECT);
        mounts.mount("tmpfs", folder, "tmpfs", 0, "size=64k");
        try {
            Files.writeString(folder.resolve("secret"), "");

            try (var list =
                    Processes.spawn(shell("ls " + folder + " >&3", Pipe.WRITES), List.of(folder))) {
                String seen = text(list, 3);
                assertThat(list.await()).isZero();
                System.out.println("the process sees [" + seen + "], we see [secret]");
                assertThat(seen).isEmpty();
            }
            assertThat(folder.resolve("secret")).exists();
        } finally {
            mounts.unmount(folder);
        }
    }

    @Test
    void startInGivenDirectory() throws Exception {
        var command =
                new Command(
                        SHELL,
                        List.of("sh", "-c", "pwd >&3"),
                        Map.of(),
                        folder,
                        List.of(Pipe.WRITES));
        try (var child = Processes.spawn(command, List.of())) {
            assertThat(text(child, 3)).isEqualTo(folder.toRealPath().toString());
            assertThat(child.await()).isZero();
        }
    }

    /**
     * The call returns shortly before the kernel has closed the descriptors that the program must
     * not inherit.
     */
    @Test
    void keepDescriptorsOpenAndReturnThem() throws Exception {
        var socket = Sockets.tcpListen(InetAddress.ofLiteral("127.0.0.1"), 0);
        int port = Sockets.localPort(socket);
        var command =
                new Command(
                        SHELL,
                        List.of("sh", "-c", "echo begun >&4; read word <&3"),
                        Map.of(),
                        folder,
                        List.of(Pipe.READS, Pipe.WRITES),
                        List.of(socket));
        try (var child = Processes.spawn(command, List.of())) {
            socket.close();
            assertThat(child.output(4).read()).isEqualTo('b');
            try (var process = ProcessFd.open(child.pid());
                    var again = process.take(5)) {
                assertThat(Sockets.localPort(again)).isEqualTo(port);
                assertThatThrownBy(() -> process.take(6)).hasMessageContaining("EBADF");
            }
            try (var client = new Socket("127.0.0.1", port)) {
                assertThat(client.isConnected()).isTrue();
            }
        }
    }

    /**
     * Many concurrent ones, so that new waiting threads are needed, while the common pool and
     * carriers of virtual threads are in use.
     */
    @Test
    void leaveNoThreadInTheirNamespace() throws Exception {
        var children = new ArrayList<Child>();
        for (int i = 0; i < 24; i++) {
            children.add(
                    Processes.spawn(shell("read word <&3", Pipe.READS), List.of(Path.of("/proc"))));
            ForkJoinPool.commonPool().execute(() -> Thread.startVirtualThread(Thread::yield));
        }
        var ended = new CountDownLatch(children.size());
        children.forEach(child -> child.whenEnded(ended::countDown));

        var whileTheyRun = threadsByNamespace();
        for (var child : children) {
            assertThat(namespace(Path.of("/proc/" + child.pid()))).isNotEqualTo(ours());
            child.close();
        }
        assertThat(ended.await(1, TimeUnit.MINUTES)).isTrue();

        System.out.println("mount namespaces of our threads: " + whileTheyRun);
        assertThat(whileTheyRun).containsOnlyKeys(ours());
        assertThat(threadsByNamespace()).containsOnlyKeys(ours());
    }

    private static String ours() throws IOException {
        return namespace(Path.of("/proc/self"));
    }

    private static String namespace(Path process) throws IOException {
        return Files.readSymbolicLink(process.resolve("ns/mnt")).toString();
    }

    private static Map<String, List<String>> threadsByNamespace() throws IOException {
        var found = new TreeMap<String, List<String>>();
        try (var tasks = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
            for (Path task : tasks) {
                try {
                    String name = Files.readString(task.resolve("comm")).strip();
                    found.computeIfAbsent(namespace(task), _ -> new ArrayList<>()).add(name);
                } catch (NoSuchFileException ignored) {
                    // closed between listing and reading
                }
            }
        }
        return found;
    }

    @Test
    void inheritOnlyTheirPipes() throws Exception {
        var copy = shell("echo $SALT >&5; exec cat <&4 >&3", Pipe.WRITES, Pipe.READS, Pipe.WRITES);
        try (var open = Files.newInputStream(Path.of("/etc/passwd"));
                var child = Processes.spawn(copy, List.of())) {
            child.input(4).write('!');
            assertThat(child.output(3).read()).isEqualTo('!');

            Path process = Path.of("/proc/" + child.pid());
            try (var files = Files.list(process.resolve("fd"))) {
                assertThat(files.map(file -> file.getFileName().toString()))
                        .containsExactlyInAnyOrder("0", "1", "2", "3", "4", "5");
            }
            assertThat(Files.readAllLines(process.resolve("status")))
                    .contains("SigBlk:\t0000000000000000", "SigIgn:\t0000000000000000");
            child.input(4).close();
            assertThat(text(child, 5)).isEqualTo("5");
            assertThat(child.await()).isZero();
            assertThat(open.read()).isPositive();
        }
    }

    @Test
    void reportExitStatus() throws Exception {
        try (var child = Processes.spawn(shell("kill -9 $$"), List.of())) {
            assertThat(child.await()).isEqualTo(128 + 9);
        }
        try (var child = Processes.spawn(shell("exit 7"), List.of())) {
            assertThat(child.await()).isEqualTo(7);
        }
    }

    @Test
    void reportMissingProgramByName() {
        assertThatThrownBy(() -> Processes.spawn(Command.of(folder.resolve("none")), List.of()))
                .isInstanceOf(LinuxException.class)
                .hasMessageContaining(folder.resolve("none").toString());
    }
}
