package naru.container;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The ids of the running containers that share the network namespace of one owner. The owner's
 * sandbox opens and closes under {@link #lock}.
 */
final class NamespaceMembers {
    final ReentrantLock lock = new ReentrantLock();
    final Set<String> ids = new HashSet<>(); // guarded by lock

    NamespaceMembers() {}
}
