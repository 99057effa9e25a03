package naru.container.oci;

import naru.container.config.ContainerConfig;
import naru.container.config.HostConfig;
import naru.container.config.MountPoint;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.List;

/**
 * The input of a specification.
 *
 * @param args the program and its arguments
 * @param rootFs the mounted root file system
 * @param hostname null to share the host's
 * @param netns the file of the namespace to join; null for the host's
 * @param ipcOf pid whose IPC namespace is shared, 0 for one of its own, negative for the host's
 * @param pidOf likewise for the PID namespace
 * @param files the three files that the engine keeps: resolv.conf, hostname, hosts
 * @param sharedMemory the path of /dev/shm on the host; null for one of its own
 * @param initPath a program of the host to run as the first process; null for none
 */
public record SpecInput(
        String id,
        List<String> args,
        ContainerConfig config,
        HostConfig host,
        Path rootFs,
        UserLookup.Found user,
        @Nullable String hostname,
        @Nullable Path netns,
        int ipcOf,
        int pidOf,
        List<MountPoint> mounts,
        List<OciSpec.Mount> files,
        @Nullable Path initPath,
        @Nullable Path sharedMemory) {}
