package naru.container.mount;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import naru.container.config.Mount.BindOptions;
import naru.container.config.MountPoint;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.List;

class PropagationTest {
    private static final List<naru.linux.MountPoint> HOST =
            List.of(
                    host(1, "/", ""),
                    host(2, "/srv", "shared:7"),
                    host(3, "/srv/slave", "master:7"),
                    host(4, "/srv/deep/private", ""));

    private static naru.linux.MountPoint host(int id, String target, String propagation) {
        return new naru.linux.MountPoint(
                id, 1, "/", Path.of(target), "ext4", "disk", "rw", propagation);
    }

    private static String granted(String source, String propagation, @Nullable BindOptions given) {
        var mount = new MountPoint("bind", null, source, "/m", null, "", true, propagation, given);
        return Propagation.granted(List.of(mount), () -> HOST).getFirst().propagation();
    }

    @Test
    void takesTheDeepestMountOfTheHost() {
        var shared = BindOptions.of("rshared");
        assertThat(granted("/srv/a", "rshared", shared)).isEqualTo("rshared");
        assertThatThrownBy(() -> granted("/srv/deep/private/a", "rshared", shared))
                .hasMessage(
                        "path /srv/deep/private/a is mounted on /srv/deep/private but it is not a"
                                + " shared mount");
        assertThatThrownBy(() -> granted("/srvother", "shared", shared))
                .hasMessage("path /srvother is mounted on / but it is not a shared mount");
    }

    @Test
    void slavesNeedASharedMountOrASlave() {
        var slave = BindOptions.of("slave");
        assertThat(granted("/srv/a", "slave", slave)).isEqualTo("slave");
        assertThat(granted("/srv/slave", "slave", slave)).isEqualTo("slave");
        assertThatThrownBy(() -> granted("/home", "slave", slave))
                .hasMessage("path /home is mounted on / but it is not a shared or slave mount");
    }

    @Test
    void anImpliedSlaveMayBePrivate() {
        assertThat(granted("/var/lib", "rslave", null)).isEqualTo("rprivate");
        assertThat(granted("/srv/a", "rslave", null)).isEqualTo("rslave");
    }
}
