package naru.container.state;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The ids of the running containers that share the network namespace of one owner. The owner's
 * sandbox opens and closes under {@link #lock}.
 */
public final class NamespaceMembers {
    public final ReentrantLock lock = new ReentrantLock();
    public final Set<String> ids = new HashSet<>(); // guarded by lock

    NamespaceMembers() {}
}
