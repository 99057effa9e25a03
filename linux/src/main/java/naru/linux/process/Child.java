package naru.linux.process;

import naru.linux.syscall.Linux;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A process started by {@link Processes#spawn}. Closing it closes the pipes to it. */
public final class Child implements AutoCloseable {
    private static final int EXITED_MASK = 0x7f; // wait(2): the signal, 0 after an exit

    private final int pid;
    private final List<Closeable> pipes;
    private final CompletableFuture<Integer> end = new CompletableFuture<>();

    Child(int pid, List<Closeable> pipes) {
        this.pid = pid;
        this.pipes = pipes;
        Thread.ofPlatform().daemon().name("child " + pid).start(() -> end.complete(reap()));
    }

    public int pid() {
        return pid;
    }

    /** The output that it writes to its descriptor {@code number}. */
    public InputStream output(int number) {
        return (InputStream) pipes.get(number - 3);
    }

    /** The input of its descriptor {@code number}. */
    public OutputStream input(int number) {
        return (OutputStream) pipes.get(number - 3);
    }

    /**
     * Waits for its exit and returns its exit status, or 128 plus the number of the signal that
     * ended it.
     */
    public int await() {
        return end.join();
    }

    /** Runs {@code action} on a virtual thread after its exit. */
    public void whenEnded(Runnable action) {
        var unused = end.thenRun(() -> Thread.startVirtualThread(action));
    }

    private int reap() {
        int status = Linux.wait(pid);
        int signal = status & EXITED_MASK;
        return signal == 0 ? status >> 8 & 0xff : 128 + signal;
    }

    @Override
    public void close() throws IOException {
        for (Closeable pipe : pipes) {
            pipe.close();
        }
    }
}
