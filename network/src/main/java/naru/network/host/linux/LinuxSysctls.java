package naru.network.host.linux;

import naru.linux.Kernel;
import naru.linux.Netns;
import naru.linux.Sysctl;
import naru.network.host.Sysctls;

import org.jspecify.annotations.Nullable;

import java.util.Optional;

/**
 * The real kernel's parameters.
 *
 * @param netns whose parameters; null for the namespace of this process
 */
public record LinuxSysctls(Kernel kernel, @Nullable Netns netns) implements Sysctls {
    @Override
    public Optional<String> find(String name) {
        return netns == null ? Sysctl.find(name) : netns.call(() -> Sysctl.find(name));
    }

    @Override
    public void write(String name, String value) {
        if (netns == null) {
            Sysctl.write(kernel, name, value);
            return;
        }
        netns.call(() -> {
            Sysctl.write(kernel, name, value);
            return true;
        });
    }
}
