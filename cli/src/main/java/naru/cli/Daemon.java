package naru.cli;

import naru.cli.config.DaemonConfig;
import naru.linux.Kernel;
import naru.network.NetworkSettings;
import naru.network.Networks;
import naru.network.driver.Host;
import naru.network.journal.Journal;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;

/**
 * A running engine. {@link #start} builds its parts, top to bottom: read it to know what there is.
 */
final class Daemon implements AutoCloseable {
    private final Journal journal;
    private final Networks networks;

    private Daemon(Journal journal, Networks networks) {
        this.journal = journal;
        this.networks = networks;
    }

    /** Returns once the API answers. Leaves nothing running when a part fails to start. */
    static Daemon start(DaemonOptions options, DaemonConfig config) {
        var clock = Clock.systemUTC();
        var journal = Journal.open(options.dataRoot().resolve("journal"));
        var host = Host.own(Kernel.DIRECT);
        var random = new SecureRandom();
        var networks = new Networks(settings(options, config), journal, host, clock, random);
        return new Daemon(journal, networks);
    }

    /** Stops answering and watching. Containers, their networks and their ports stay. */
    @Override
    public void close() {
        networks.stop();
        journal.close();
    }

    private static NetworkSettings settings(DaemonOptions options, DaemonConfig config) {
        return new NetworkSettings(
                options.execRoot(),
                Path.of("/etc/resolv.conf"),
                config.defaultAddressPools(),
                config.bip(),
                config.fixedCidr(),
                config.mtu(),
                config.icc(),
                config.ipMasq(),
                config.ip(),
                config.ipForward(),
                config.networkOptions());
    }
}
