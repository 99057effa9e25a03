package naru.network.host;

import naru.linux.NetnsHandle;
import naru.linux.route.Rtnetlink;

import java.util.List;

/** A network namespace that has been entered: what is configured in it. For one thread. */
public interface OpenNamespace extends AutoCloseable {
    /** For links that are born in the namespace. */
    NetnsHandle handle();

    Rtnetlink route();

    Sysctls sysctl();

    /** Sends Ethernet frames by a link of the namespace. */
    void send(int link, List<byte[]> frames);

    /** Closes the descriptors; the namespace stays. */
    @Override
    void close();
}
