package naru.network.host;

import naru.linux.NetnsHandle;
import naru.linux.route.Rtnetlink;

import java.util.List;

/** Access to the configuration of an entered network namespace. For one thread. */
public interface OpenNamespace extends AutoCloseable {
    /** A reference for links that are created in the namespace. */
    NetnsHandle handle();

    Rtnetlink route();

    Sysctls sysctl();

    /** Sends Ethernet frames through a link of the namespace. */
    void send(int link, List<byte[]> frames);

    /** Closes the descriptors; the namespace stays. */
    @Override
    void close();
}
