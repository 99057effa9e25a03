package naru.cli.proxy;

import naru.cli.http.DaemonOption;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/** Commands that send a request to the daemon's proxy. */
final class ProxyRequests {
    private ProxyRequests() {}

    /** A command without parameters. */
    abstract static class Plain implements Callable<Integer> {
        private final String path;

        @Mixin private final DaemonOption option = new DaemonOption();

        Plain(String path) {
            this.path = path;
        }

        @Override
        public final Integer call() throws IOException {
            option.daemon().post(path, Map.of());
            return 0;
        }
    }

    /** {@code naru proxy enable}. */
    @Command(
            name = "enable",
            description = "Start the proxy, also after restarts of the daemon.",
            mixinStandardHelpOptions = true)
    static final class Enable extends Plain {
        Enable() {
            super("/proxy/enable");
        }
    }

    /** {@code naru proxy disable}. */
    @Command(
            name = "disable",
            description = "End the proxy, also after restarts of the daemon.",
            mixinStandardHelpOptions = true)
    static final class Disable extends Plain {
        Disable() {
            super("/proxy/disable");
        }
    }

    /** {@code naru proxy reload}. */
    @Command(
            name = "reload",
            description = "Compare HAProxy with the containers now, and correct differences.",
            mixinStandardHelpOptions = true)
    static final class Reload extends Plain {
        Reload() {
            super("/proxy/reload");
        }
    }

    /** {@code naru proxy retry}. */
    @Command(
            name = "retry",
            description = "Order certificates again now whose last order has failed.",
            mixinStandardHelpOptions = true)
    static final class Retry extends Plain {
        Retry() {
            super("/proxy/retry");
        }
    }

    /** A command for containers. */
    abstract static class OfContainers implements Callable<Integer> {
        private final String path;

        @Mixin private final DaemonOption option = new DaemonOption();

        @Parameters(arity = "1..*", paramLabel = "CONTAINER")
        private List<String> containers = List.of();

        OfContainers(String path) {
            this.path = path;
        }

        @Override
        public final Integer call() throws IOException {
            for (var container : containers) {
                var name = URLEncoder.encode(container, StandardCharsets.UTF_8);
                option.daemon().post(path + name, Map.of());
            }
            return 0;
        }
    }

    /** {@code naru proxy drain}. */
    @Command(
            name = "drain",
            description = {
                "Take containers out of service until undrain.",
                "Clients that are bound to one by a cookie still reach it."
            },
            mixinStandardHelpOptions = true)
    static final class Drain extends OfContainers {
        Drain() {
            super("/proxy/drain/");
        }
    }

    /** {@code naru proxy undrain}. */
    @Command(
            name = "undrain",
            description = "Give drained containers back to service.",
            mixinStandardHelpOptions = true)
    static final class Undrain extends OfContainers {
        Undrain() {
            super("/proxy/undrain/");
        }
    }
}
