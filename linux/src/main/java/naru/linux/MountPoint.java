package naru.linux;

import java.nio.file.Path;

/**
 * A row of /proc/self/mountinfo. See proc_pid_mountinfo(5).
 *
 * @param root the part of the file system that is mounted
 * @param type such as {@code overlay}
 * @param source such as a device, or an arbitrary name
 * @param options per mount and per file system, joined by commas
 * @param propagation the optional fields, such as {@code shared:1 master:2}; empty for private
 */
public record MountPoint(
        int id,
        int parent,
        String root,
        Path target,
        String type,
        String source,
        String options,
        String propagation) {

    /** Whether mounts below it propagate to its peers in other mount namespaces. */
    public boolean isShared() {
        return propagation.contains("shared:");
    }

    /** Whether mounts below its master propagate to it. */
    public boolean isSlave() {
        return propagation.contains("master:");
    }
}
