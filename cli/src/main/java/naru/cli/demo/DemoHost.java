package naru.cli.demo;

import naru.linux.Netns;

import java.net.InetAddress;
import java.nio.file.Path;

/**
 * The environment of the demo: a host with a daemon, and a neighbour on its LAN. Closing it removes
 * both; a second close does nothing.
 */
interface DemoHost extends AutoCloseable {
    Netns host();

    /** A machine that reaches the host through its uplink only. */
    Netns neighbour();

    /** The host's address on the LAN. */
    InetAddress address();

    Path socket();

    Path dataRoot();

    Path execRoot();

    /** A directory that is deleted on close. */
    Path folder();

    /** A command that enters the host. */
    String howToEnter();

    /** A command that removes the environment. */
    String howToRemove();

    @Override
    void close();
}
