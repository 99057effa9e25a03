package naru.dns;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import naru.linux.Kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;

/** Name servers for tests. */
final class TestServer {
    private TestServer() {}

    /** Skips the test without the required privileges. */
    static void mayMakeNamespaces() {
        assumeTrue(
                "root".equals(System.getProperty("user.name")),
                "needs root to make network namespaces");
    }

    /** One whose host has {@code resolvConf}, which it writes into {@code folder}. */
    static NameServer start(Path folder, String resolvConf) throws IOException {
        var file = Files.writeString(folder.resolve("resolv.conf"), resolvConf);
        return new NameServer(
                Kernel.DIRECT, ForwardOptions.of(file), new SecureRandom(), InstantSource.system());
    }
}
