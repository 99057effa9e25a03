package naru.container.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import naru.network.model.NaruException;

import org.junit.jupiter.api.Test;

import java.util.Map;

class VolumeOptionsTest {
    private static VolumeOptions of(String type, String o) {
        return VolumeOptions.of(Map.of("type", type, "device", "dev", "o", o));
    }

    private static void refused(String message, Map<String, String> options) {
        assertThatThrownBy(() -> VolumeOptions.check(options))
                .isInstanceOf(NaruException.Invalid.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void separateMountFlagsFromFileSystemOptions() {
        var options = of("tmpfs", "size=100m,uid=1000,ro,nosuid,nodev,noexec,noatime,sync");

        assertThat(options.flags()).isEqualTo(1 | 2 | 4 | 8 | 16 | 1024); // linux/mount.h
        assertThat(options.data()).isEqualTo("size=100m,uid=1000");
        assertThat(options.device()).isEqualTo("dev");
        assertThat(options.type()).isEqualTo("tmpfs");
        assertThat(options.isBind()).isFalse();
    }

    @Test
    void sayWhetherAFolderIsBound() {
        assertThat(of("none", "bind").flags()).isEqualTo(4096);
        assertThat(of("none", "rbind,rw").flags()).isEqualTo(4096 | 16384);
        assertThat(of("none", "rbind").isBind()).isTrue();
        assertThat(of("none", "rbind,rw").data()).isEmpty();
    }

    @Test
    void mayBeEmpty() {
        var options = VolumeOptions.of(Map.of("type", "ext4", "device", "/dev/x"));

        assertThat(options.flags()).isZero();
        assertThat(options.data()).isEmpty();
        assertThat(of("ext4", ",,").data()).isEmpty();
    }

    /** mount(8)'s words; a later one takes back an earlier one. */
    @Test
    void takeBackWhatTheySaidBefore() {
        assertThat(of("ext4", "ro,rw").flags()).isZero();
        assertThat(of("ext4", "nosuid,suid,noexec,exec,nodev,dev,sync,async").flags()).isZero();
        assertThat(of("ext4", "noatime,atime,defaults").flags()).isZero();
        assertThat(of("ext4", "defaults,relatime,nodiratime,dirsync").flags())
                .isEqualTo((1 << 21) | 2048 | 128);
        assertThat(of("ext4", "ro,rw,defaults,atime,suid").data()).isEmpty();
    }

    @Test
    void giveTheKernelAnAddressOfAServer() {
        assertThat(of("nfs", "addr=127.0.0.1,rw,nfsvers=4").data())
                .isEqualTo("addr=127.0.0.1,nfsvers=4");
        assertThat(of("nfs", "addr=localhost").data()).isEqualTo("addr=127.0.0.1");
        assertThat(of("cifs", "username=me,addr=localhost").data())
                .isEqualTo("username=me,addr=127.0.0.1");
        assertThat(of("ext4", "addr=localhost").data()).isEqualTo("addr=localhost");
        assertThatThrownBy(() -> of("nfs", "addr=no.such.host.invalid"))
                .isInstanceOf(NaruException.HostFailure.class)
                .hasMessageContaining("network volume address");
    }

    @Test
    void areComplete() {
        assertThatCode(() -> VolumeOptions.check(Map.of())).doesNotThrowAnyException();
        assertThatCode(() -> VolumeOptions.check(Map.of("type", "tmpfs", "device", "tmpfs")))
                .doesNotThrowAnyException();
        refused("invalid option: \"colour\"", Map.of("colour", "red"));
        refused("missing required option: \"type\"", Map.of("device", "/srv"));
        refused("missing required option: \"device\"", Map.of("type", "nfs"));
        refused("quota size requested but no quota support", Map.of("size", "10G"));
    }
}
