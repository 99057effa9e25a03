package naru.proxy.acme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import naru.proxy.acme.AcmeServer.Challenge;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

class DnsHookTest {
    private static final Challenge CHALLENGE =
            new Challenge(URI.create("https://acme.test/1"), "shop.test", "", "value", false);

    @TempDir Path folder;

    private DnsHook hook(String script) throws IOException {
        var program = folder.resolve("hook");
        Files.writeString(program, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        return new DnsHook(program, folder.resolve("records"));
    }

    private String calls() throws IOException {
        return Files.readString(folder.resolve("calls"));
    }

    @Test
    void addsAndRemovesRecords() throws Exception {
        var hook = hook("echo \"$@\" >> " + folder.resolve("calls"));
        hook.present(CHALLENGE);
        hook.withdraw();
        hook.withdraw();

        assertThat(calls())
                .isEqualTo(
                        "add _acme-challenge.shop.test value\n"
                                + "remove _acme-challenge.shop.test value\n");
    }

    @Test
    void removesRecordsOfAKilledProcess() throws Exception {
        var script = "echo \"$@\" >> " + folder.resolve("calls");
        hook(script).present(CHALLENGE);

        hook(script).withdraw();

        assertThat(calls()).endsWith("remove _acme-challenge.shop.test value\n");
    }

    @Test
    void reportsWhatTheHookPrints() throws Exception {
        var hook = hook("echo 'no such zone' >&2; exit 3");

        assertThatThrownBy(() -> hook.present(CHALLENGE))
                .isInstanceOf(AcmeFailure.class)
                .hasMessageContaining("status 3: no such zone");
    }

    @Test
    void reportsAMissingHook() {
        var hook = new DnsHook(folder.resolve("none"), folder.resolve("records"));

        assertThatThrownBy(() -> hook.present(CHALLENGE))
                .isInstanceOf(AcmeFailure.class)
                .hasMessageContaining("cannot run");
    }
}
