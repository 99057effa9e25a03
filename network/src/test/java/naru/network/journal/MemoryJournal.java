package naru.network.journal;

import java.util.Arrays;
import java.util.function.Consumer;

/** The bytes of a journal in memory: they outlive the journals that are opened on them. */
public final class MemoryJournal {
    private byte[] bytes = new byte[1 << 14];
    private int size;

    /** Nothing is written yet. */
    public MemoryJournal() {}

    /** Opens what was written so far; {@code step} is called as {@link Journal#open} says. */
    public Journal open(Consumer<String> step) {
        var found = Recovery.read(Arrays.copyOf(bytes, size));
        size = found.end();
        return new Journal(new Store(), found, step);
    }

    /** Another one with the same bytes. */
    public MemoryJournal copy() {
        var copy = new MemoryJournal();
        copy.bytes = bytes.clone();
        copy.size = size;
        return copy;
    }

    private final class Store implements JournalStore {
        private boolean open = true;

        @Override
        public long size() {
            return size;
        }

        @Override
        public void append(byte[] frame) {
            if (!open) {
                throw new IllegalStateException("closed");
            }
            if (bytes.length < size + frame.length) {
                bytes = Arrays.copyOf(bytes, 2 * (size + frame.length));
            }
            System.arraycopy(frame, 0, bytes, size, frame.length);
            size += frame.length;
        }

        @Override
        public void sync() {}

        @Override
        public void replace(byte[] frame, Consumer<String> step) {
            step.accept("replace");
            bytes = frame.clone();
            size = frame.length;
        }

        @Override
        public void close() {
            open = false;
        }

        @Override
        public String toString() {
            return "journal in memory";
        }
    }
}
