package naru.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import naru.linux.error.LinuxException;

import org.junit.jupiter.api.Test;

class SysctlTest {
    @Test
    void readsWithoutTheNewline() {
        assertThat(Sysctl.read("kernel/ostype")).isEqualTo("Linux");
        assertThat(Sysctl.find("kernel/ostype")).contains("Linux");
    }

    @Test
    void findsNothingWhereTheKernelLacksIt() {
        assertThat(Sysctl.find("net/bridge/no-such-parameter")).isEmpty();
        assertThatThrownBy(() -> Sysctl.read("net/bridge/no-such-parameter"))
                .isInstanceOf(LinuxException.class)
                .hasMessageContaining("ENOENT")
                .hasMessageContaining("/proc/sys/net/bridge/no-such-parameter");
    }

    @Test
    void refusesToClimbOut() {
        assertThatThrownBy(() -> Sysctl.find("../self/cmdline"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
