package naru.cli.demo;

import naru.linux.Netns;

import java.net.InetAddress;
import java.nio.file.Path;

/**
 * Where the demo plays: a host with a daemon, and a neighbour on its LAN. Closing it removes both
 * and everything on them; a second close does nothing.
 */
interface Stage extends AutoCloseable {
    Netns host();

    /** A machine that reaches the host by its uplink only. */
    Netns neighbour();

    /** The host's address on the LAN. */
    InetAddress address();

    Path socket();

    Path dataRoot();

    Path execRoot();

    /** A folder that goes with the stage. */
    Path folder();

    /** A command that enters the host. */
    String howToEnter();

    /** A command that removes the stage. */
    String howToRemove();

    @Override
    void close();
}
