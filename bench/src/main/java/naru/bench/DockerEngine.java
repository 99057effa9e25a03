package naru.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Debian's {@code docker.io} engine with its own containerd. */
public final class DockerEngine extends Engine {
    /**
     * dockerd reads {@code /sys/class/net}, so it needs the /sys of its namespace, with the cgroups
     * below.
     */
    private static final String INSIDE =
            """
            #!/bin/sh
            set -e
            mount --make-rprivate /
            mkdir -p "$1/cgroup"
            mount --rbind /sys/fs/cgroup "$1/cgroup"
            umount -l /sys
            mount -t sysfs sysfs /sys
            mount --rbind "$1/cgroup" /sys/fs/cgroup
            exec dockerd --data-root "$1/data" --exec-root "$1/exec" -H "unix://$2" --pidfile "$1/docker.pid"
            """;

    private final String path;

    /** An engine of {@code programs}, with the name {@code dockerd-} and its version. */
    public DockerEngine(DockerPrograms programs, Path folder) throws IOException {
        super("dockerd-" + programs.version(), folder);
        path = programs.path();
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("inside"), INSIDE);
    }

    @Override
    List<String> command() {
        return List.of(
                "env",
                "PATH=" + path + ":" + System.getenv("PATH"),
                "unshare",
                "-m",
                "sh",
                folder().resolve("inside").toString(),
                folder().toString(),
                socket().toString());
    }

    @Override
    List<String> companions() {
        return List.of("containerd");
    }
}
