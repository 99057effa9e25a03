package naru.container.oci;

import naru.container.config.HostConfig;

import java.nio.file.Path;

/** Names of containers' control groups. Pure. */
public final class CgroupName {
    /** The parent group of containers that name no other one. */
    public static final String PARENT = "naru";

    private CgroupName() {}

    /** A container's group below the root of each tree, such as {@code naru/<id>}. */
    public static String of(HostConfig host, String id) {
        String parent = Path.of("/", host.cgroupParent()).normalize().toString().substring(1);
        return (parent.isEmpty() ? PARENT : parent) + "/" + id;
    }

    /** The group of a container whose configuration is unknown. */
    public static String byDefault(String id) {
        return PARENT + "/" + id;
    }
}
