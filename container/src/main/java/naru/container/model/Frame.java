package naru.container.model;

import java.nio.ByteBuffer;

/**
 * Some bytes that a container read or wrote on one of its standard streams. The buffer belongs to
 * the receiver.
 */
public record Frame(Source source, ByteBuffer bytes) {

    /** The standard streams; the ordinal is what Docker's framing puts in its first byte. */
    public enum Source {
        STDIN,
        STDOUT,
        STDERR
    }
}
