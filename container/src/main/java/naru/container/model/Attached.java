package naru.container.model;

import java.io.OutputStream;

/**
 * A caller's end of a running command's standard streams. With a terminal all output is {@link
 * Frame.Source#STDOUT}.
 *
 * <p>Closing it detaches; the command runs on.
 */
public interface Attached extends AutoCloseable {

    /** Whether the command has a terminal: its output then travels unframed. */
    boolean terminal();

    /** What the command writes; ends when the command does, or the caller detaches. */
    FrameStream output();

    /**
     * Where to write for the command to read. Closing it tells the command that its input has
     * ended. Writing the detach keys detaches instead. Without stdin, what is written is dropped.
     */
    OutputStream stdin();

    @Override
    void close();
}
