package naru.container.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import naru.container.config.HostConfig;
import naru.container.store.Codec;
import naru.network.model.NaruException;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

class SeccompProfileTest {
    private static HostConfig host(String json) {
        return Codec.decode(HostConfig.class, json.getBytes(StandardCharsets.UTF_8));
    }

    private static OciSpec.Seccomp profile(String json) {
        var host = host(json);
        return SeccompProfile.of(host, Capability.of(host));
    }

    /** The rules' actions for a system call, in order. */
    private static List<OciSpec.SeccompRule> rules(OciSpec.Seccomp profile, String call) {
        var found = new ArrayList<OciSpec.SeccompRule>();
        profile.syscalls().stream().filter(rule -> rule.names().contains(call)).forEach(found::add);
        return found;
    }

    @Test
    void allowsWhatProgramsNeedAndRefusesTheRest() {
        var usual = profile("{}");

        assertThat(usual.defaultAction()).isEqualTo("SCMP_ACT_ERRNO");
        assertThat(usual.defaultErrnoRet()).as("EPERM").isOne();
        for (String call : List.of("read", "execve", "futex", "chroot", "ptrace", "statx")) {
            assertThat(rules(usual, call)).as(call).hasSize(1);
            assertThat(rules(usual, call).getFirst().action()).isEqualTo("SCMP_ACT_ALLOW");
        }
        for (String call :
                List.of("mount", "bpf", "keyctl", "kexec_load", "init_module", "io_uring_setup")) {
            assertThat(rules(usual, call)).as(call).isEmpty();
        }
    }

    @Test
    void allowsMoreToThoseWithTheCapability() {
        var usual = profile("{}");
        assertThat(rules(usual, "clone").getFirst().args()).as("but for new namespaces").hasSize(1);
        assertThat(rules(usual, "clone3").getFirst().errnoRet()).as("ENOSYS").isEqualTo(38);

        var admin = profile("{\"CapAdd\":[\"SYS_ADMIN\"]}");
        for (String call : List.of("mount", "bpf", "clone", "clone3")) {
            assertThat(rules(admin, call)).as(call).hasSize(1);
            assertThat(rules(admin, call).getFirst().action()).isEqualTo("SCMP_ACT_ALLOW");
            assertThat(rules(admin, call).getFirst().args()).isNull();
        }
        assertThat(rules(admin, "keyctl")).isEmpty();
        assertThat(rules(profile("{\"CapAdd\":[\"BPF\"]}"), "bpf")).hasSize(1);
        assertThat(rules(profile("{\"CapDrop\":[\"SYS_CHROOT\"]}"), "chroot")).isEmpty();
    }

    @Test
    void obeysKernelVersions() {
        var own =
                SeccompProfile.parse(
                        ("{\"defaultAction\":\"SCMP_ACT_LOG\",\"syscalls\":["
                             + "{\"name\":\"a\",\"action\":\"x\",\"includes\":{\"minKernel\":\"4.8\"}},"
                             + "{\"name\":\"b\",\"action\":\"x\",\"includes\":{\"minKernel\":\"99.1\"}},"
                             + "{\"name\":\"c\",\"action\":\"x\",\"excludes\":{\"minKernel\":\"4.8\"}},"
                             + "{\"name\":\"d\",\"action\":\"x\",\"excludes\":{\"minKernel\":\"99.1\"}}]}")
                                .getBytes(StandardCharsets.UTF_8));

        assertThat(own.forHolder(java.util.Set.of()).syscalls())
                .extracting(rule -> rule.names().getFirst())
                .containsExactly("a", "d");
    }

    @Test
    void namesTheCapabilitiesOfASet() {
        assertThat(Capability.named(0b100001)).containsExactly("CAP_CHOWN", "CAP_KILL");
        assertThat(Capability.named(1L << 40)).containsExactly("CAP_CHECKPOINT_RESTORE");
    }

    @Test
    void isNoneForThePrivilegedAndTheUnconfined() {
        assertThat(profile("{\"Privileged\":true}")).isNull();
        assertThat(profile("{\"SecurityOpt\":[\"seccomp=unconfined\"]}")).isNull();
        assertThat(profile("{\"SecurityOpt\":[\"seccomp:unconfined\"]}")).isNull();
        assertThat(profile("{\"Privileged\":true,\"SecurityOpt\":[\"seccomp=builtin\"]}"))
                .isNotNull();
    }

    @Test
    void mayBeTheUsersOwn() {
        var own =
                profile(
                        "{\"SecurityOpt\":[\"seccomp={\\\"defaultAction\\\":\\\"SCMP_ACT_LOG\\\","
                                + "\\\"syscalls\\\":[{\\\"name\\\":\\\"mkdir\\\",\\\"action\\\":"
                                + "\\\"SCMP_ACT_ERRNO\\\"}]}\"]}");

        assertThat(own.defaultAction()).isEqualTo("SCMP_ACT_LOG");
        assertThat(rules(own, "mkdir")).hasSize(1);
        assertThatThrownBy(() -> profile("{\"SecurityOpt\":[\"seccomp=nonsense\"]}"))
                .isInstanceOf(NaruException.Invalid.class)
                .hasMessageStartingWith("Decoding seccomp profile failed");
    }

    @Test
    void rejectsUnknownOptions() {
        assertThatThrownBy(() -> SecurityOptions.of(List.of("nonsense")))
                .hasMessage("invalid --security-opt 2: \"nonsense\"");
        assertThat(SecurityOptions.of(List.of("no-new-privileges")).noNewPrivileges()).isTrue();
        assertThat(SecurityOptions.of(List.of("no-new-privileges=false")).noNewPrivileges())
                .isFalse();
    }

    @Test
    void knowsDeviceRules() {
        assertThat(DeviceNodes.rule("c 42:* rmw"))
                .isEqualTo(new OciSpec.DeviceRule(true, "c", 42, null, "rmw"));
        assertThatThrownBy(() -> DeviceNodes.rule("c 42 rmw"))
                .isInstanceOf(NaruException.Invalid.class);
    }
}
