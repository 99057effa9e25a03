package naru.linux;

import naru.linux.Command.Pipe;
import naru.linux.syscall.Linux;

import java.io.Closeable;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;

/**
 * A pipe: our end, a stream of Java's, and the other, for a program that is about to start. See
 * pipe(2).
 */
final class PipeToChild implements AutoCloseable {
    final Closeable ours;
    final Fd theirs;

    PipeToChild(Pipe pipe) throws IOException {
        int[] ends = Linux.pipe();
        try (var readEnd = new Fd(ends[0]);
                var writeEnd = new Fd(ends[1])) {
            // Java makes streams of names alone. Both ends are open, so that neither open() waits.
            boolean reads = pipe == Pipe.READS;
            String name = "/proc/self/fd/" + (reads ? writeEnd : readEnd).number();
            ours = reads ? new FileOutputStream(name) : new FileInputStream(name);
            theirs = (reads ? readEnd : writeEnd).duplicate();
        }
    }

    /** Lets go of the other end, which the program has by now. */
    @Override
    public void close() {
        theirs.close();
    }
}
