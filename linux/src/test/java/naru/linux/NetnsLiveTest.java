package naru.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.nio.charset.StandardCharsets.US_ASCII;

import naru.linux.error.LinuxException;
import naru.linux.process.Processes;
import naru.linux.syscall.StrayThreads;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

class NetnsLiveTest {
    private Scratch scratch;

    @BeforeEach
    void open() {
        scratch = Scratch.create();
    }

    @AfterEach
    void close() {
        if (scratch != null) {
            scratch.close();
        }
    }

    @Test
    void isSeparateNamespaceKeptByFile() throws IOException {
        var made = scratch.netns("a");
        try (var opened = Netns.open(scratch.path("a"));
                var home = Netns.current()) {
            assertThat(made.inode()).isEqualTo(opened.inode()).isNotEqualTo(home.inode());
            assertThat(made.call(NetnsLiveTest::inodeHere)).isEqualTo(made.inode());
            assertThat(Files.getAttribute(scratch.path("a"), "unix:ino")).isEqualTo(made.inode());
        }
    }

    @Test
    void returnsToOriginalNamespaceAfterFailure() {
        var netns = scratch.netns("a");
        long home = inodeHere();
        for (int i = 0; i < 50; i++) { // some on a thread that was in another namespace before
            assertThatThrownBy(() -> netns.call(NetnsLiveTest::fail)).hasMessage("inside");
            assertThat(inodeHere()).isEqualTo(home);
            assertThat(NamespaceThread.<Long, RuntimeException>run(NetnsLiveTest::inodeHere))
                    .isEqualTo(home);
        }
    }

    @Test
    void canBeEnteredFromAnother() {
        var outer = scratch.netns("a");
        var inner = scratch.netns("b");
        assertThat(outer.call(() -> inner.call(NetnsLiveTest::inodeHere))).isEqualTo(inner.inode());
    }

    @Test
    void doesNotMoveVirtualThreads() throws Exception {
        var netns = scratch.netns("a");
        long home = inodeHere();
        try (var virtual = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 200; i++) {
                Future<Long> inside = virtual.submit(() -> netns.call(NetnsLiveTest::inodeHere));
                Future<Long> outside = virtual.submit(NetnsLiveTest::inodeHere);
                assertThat(inside.get()).isEqualTo(netns.inode());
                assertThat(outside.get()).isEqualTo(home);
            }
        }
    }

    @Test
    void rejectsThreadsStartedInside() throws Exception {
        var netns = scratch.netns("a");
        var end = new CountDownLatch(1);
        try {
            assertThatThrownBy(() ->
                            netns.call(() -> {
                                var thread = Thread.ofPlatform().unstarted(() -> await(end));

                                thread.start();
                                return thread;
                            }))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("threads started inside a network namespace");
        } finally {
            end.countDown();
        }
    }

    @Test
    void startsProcessesWithoutThreadsInside() throws Exception {
        var netns = scratch.netns("a");
        var reader = new ProcessBuilder("readlink", "/proc/self/ns/net");

        var process = Processes.start(netns, reader);

        assertThat(new String(process.getInputStream().readAllBytes(), US_ASCII).strip())
                .isEqualTo("net:[" + netns.inode() + "]");
        assertThat(process.waitFor()).isZero();
        assertThat(netns.call(StrayThreads::here)).isEmpty();
    }

    private static void await(CountDownLatch end) {
        try {
            end.await();
        } catch (InterruptedException ignored) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void cleansUpWhenTaskInsideFails() {
        assertThatThrownBy(() ->
                        Netns.createAnd(Kernel.DIRECT, scratch.path("a"), NetnsLiveTest::fail))
                .hasMessage("inside");
        assertThat(scratch.path("a")).doesNotExist();
        assertThat(MountTable.below(scratch.path("a"))).isEmpty();
    }

    @Test
    void rejectsExistingFile() throws IOException {
        Files.writeString(scratch.path("a"), "mine");
        assertThatThrownBy(() -> Netns.create(Kernel.DIRECT, scratch.path("a")))
                .isInstanceOf(LinuxException.class)
                .hasMessageContaining("EEXIST");
        assertThat(scratch.path("a")).hasContent("mine");
    }

    @Test
    void deletesTwiceWithoutError() {
        Netns.create(Kernel.DIRECT, scratch.path("a")).close();
        Netns.delete(Kernel.DIRECT, scratch.path("a"));
        Netns.delete(Kernel.DIRECT, scratch.path("a"));
        assertThat(scratch.path("a")).doesNotExist();
    }

    @Test
    void isNotCreatedWhenFailpointThrows() {
        Failpoint deny =
                operation -> {
                    throw new IllegalStateException(operation);
                };
        assertThatThrownBy(() -> Netns.create(new Kernel(deny), scratch.path("a")))
                .hasMessage("unshare netns " + scratch.path("a"));
        assertThat(scratch.path("a")).doesNotExist();
    }

    @Test
    void hasSeparateSysctls() {
        var netns = scratch.netns("a");
        String name = "net/ipv4/ip_forward";
        String before = Sysctl.read(name);
        netns.call(() -> {
            Sysctl.write(Kernel.DIRECT, name, "1");
            return true;
        });
        assertThat(netns.<String, RuntimeException>call(() -> Sysctl.read(name))).isEqualTo("1");
        assertThat(Sysctl.read(name)).isEqualTo(before);
        assertThatThrownBy(() -> Sysctl.write(Kernel.DIRECT, "../version", "1"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void preparesDirectoryTwice() throws IOException {
        var folder = scratch.path("netns");
        Netns.prepareDirectory(Kernel.DIRECT, folder);
        Netns.prepareDirectory(Kernel.DIRECT, folder);
        assertThat(MountTable.below(folder)).hasSize(1);
        new Mounts(Kernel.DIRECT).unmount(folder);
        Files.delete(folder);
    }

    private static long inodeHere() {
        try (var here = Netns.current()) {
            return here.inode();
        }
    }

    private static boolean fail() {
        throw new IllegalStateException("inside");
    }
}
