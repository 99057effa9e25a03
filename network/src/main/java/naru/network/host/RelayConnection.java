package naru.network.host;

import java.io.IOException;

/** A connection to the process that carries ports across address families. */
public interface RelayConnection extends AutoCloseable {
    /**
     * The answer to orders.
     *
     * @param pid of the process; 0 if it refuses
     * @param ports that it carries now; 0 if it refuses
     * @param error the reason in errno; 0 for none
     * @param object of the refusal
     */
    record Answer(long pid, int ports, int error, String object) {
        public boolean isOk() {
            return error == 0;
        }
    }

    /** False once the process has ended, or the connection was closed. */
    boolean isOpen();

    /**
     * Has orders executed; one thread at a time.
     *
     * @param orders lines, as network/src/main/c/orders.c describes them
     * @throws IOException if the process ends or does not answer
     */
    Answer ask(String orders) throws IOException;

    /** Closes the connection; the process continues. */
    @Override
    void close();
}
