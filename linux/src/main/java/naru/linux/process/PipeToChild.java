package naru.linux.process;

import naru.linux.Fd;
import naru.linux.process.Command.Pipe;
import naru.linux.syscall.Linux;

import java.io.Closeable;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;

/**
 * A pipe: this process's end as a Java stream, and the other end for a program to be started. See
 * pipe(2).
 */
final class PipeToChild implements AutoCloseable {
    final Closeable ours;
    final Fd theirs;

    PipeToChild(Pipe pipe) throws IOException {
        int[] ends = Linux.pipe();
        try (var readEnd = new Fd(ends[0]);
                var writeEnd = new Fd(ends[1])) {
            // Java opens streams by path only. Both ends are open, so that neither open() blocks.
            boolean reads = pipe == Pipe.READS;
            String name = "/proc/self/fd/" + (reads ? writeEnd : readEnd).number();
            ours = reads ? new FileOutputStream(name) : new FileInputStream(name);
            theirs = (reads ? readEnd : writeEnd).duplicate();
        }
    }

    /** Closes the other end, which the program has inherited by now. */
    @Override
    public void close() {
        theirs.close();
    }
}
