package naru.network.host;

import naru.linux.nft.NftEvent;
import naru.linux.route.RouteEvent;

import java.nio.file.Path;

/**
 * Receives what changes on a host, from any process. Each method is called by one thread at a time;
 * different methods may be called at the same time.
 */
public interface HostObserver {
    void routeChanged(RouteEvent event);

    void rulesChanged(NftEvent event);

    /** A namespace file was removed; the directory stands for any of its files. */
    void fileRemoved(Path file);
}
