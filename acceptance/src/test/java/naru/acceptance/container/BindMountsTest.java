package naru.acceptance.container;

import static org.assertj.core.api.Assertions.assertThat;

import naru.acceptance.lab.Docker;
import naru.acceptance.lab.Eventually;
import naru.acceptance.lab.Images;
import naru.acceptance.lab.InLab;
import naru.acceptance.lab.Lab;
import naru.acceptance.lab.LabHost;
import naru.acceptance.lab.RawApi;
import naru.acceptance.lab.Shell;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Binds of folders of the host that have mounts below them. */
@InLab
class BindMountsTest {
    private static final String BOTH = "touch /m/top; touch /m/sub/below; ls /m /m/sub";

    private final LabHost host;
    private final Docker docker;
    private Path source = Path.of("/");

    BindMountsTest(Lab lab) {
        host = lab.host();
        docker = host.docker();
    }

    /** A shared tmpfs with another one below it. */
    @BeforeEach
    void mount() throws IOException {
        source = Files.createTempDirectory("naru-binds");
        var script =
                """
                mount -t tmpfs outer $0
                mount --make-shared $0
                mkdir $0/sub
                mount -t tmpfs inner $0/sub
                touch $0/sub/marker
                """;
        new Shell().run("sh", "-ec", script, source.toString()).text();
    }

    @AfterEach
    void unmount() throws IOException {
        new Shell().run("umount", "-R", source.toString()).text();
        Files.delete(source);
    }

    /** The names below the bind after a container has tried to write at both depths. */
    private String written(String... options) {
        var words = new java.util.ArrayList<>(List.of("run", "--rm", "--network=none"));
        words.addAll(List.of(options));
        words.addAll(List.of(Images.BUSYBOX, "sh", "-c", BOTH));
        var output = docker.run(words.toArray(String[]::new)).output();
        new Shell().quietly("rm", "-f", source + "/top", source + "/sub/below");
        return output;
    }

    private String option(String more) {
        return "type=bind,src=" + source + ",dst=/m" + more;
    }

    @Test
    void readOnlyBindsCoverTheMountsBelow() {
        assertThat(written("-v", source + ":/m:ro"))
                .contains("marker")
                .doesNotContain("top", "below");
        assertThat(written("--mount", option(",readonly")))
                .contains("marker")
                .doesNotContain("top", "below");
        var forced = ",readonly,bind-propagation=rprivate,bind-recursive=readonly";
        assertThat(written("--mount", option(forced)))
                .contains("marker")
                .doesNotContain("top", "below");
        assertThat(written("--mount", option(",readonly,bind-recursive=writable")))
                .contains("marker", "below")
                .doesNotContain("top");
        assertThat(written("--mount", option(",bind-recursive=disabled")))
                .contains("top")
                .doesNotContain("marker");
        assertThat(written("-v", source + ":/m")).contains("top", "below", "marker");
    }

    @Test
    void readOnlyBindsMayBeFiles() throws IOException {
        var file = Files.writeString(source.resolve("file"), "kept");
        var link = Files.createSymbolicLink(source.resolve("link"), file);
        for (var options :
                List.of(
                        List.of("-v", file + ":/m:ro"),
                        List.of("-v", link + ":/m:ro"),
                        List.of("--mount", "type=bind,src=" + file + ",dst=/m,readonly"))) {
            var words = new java.util.ArrayList<>(List.of("run", "--rm", "--network=none"));
            words.addAll(options);
            words.addAll(List.of(Images.BUSYBOX, "sh", "-c", "cat /m; echo changed > /m"));
            var result = docker.run(words.toArray(String[]::new));
            assertThat(result.output()).isEqualTo("kept");
            assertThat(result.errors()).contains("Read-only file system");
        }
        assertThat(docker.text("run", "--rm", "-v", "/dev/null:/m:ro", Images.BUSYBOX, "cat", "/m"))
                .isEmpty();
        assertThat(file).hasContent("kept");
    }

    @Test
    void olderClientsGetReadOnlyBindsAsBefore() {
        var api = new RawApi(docker.endpoint());
        var body =
                """
                {"Image":"busybox","Cmd":["sh","-c","%s"],
                 "HostConfig":{"NetworkMode":"none","Binds":["%s:/m:ro"]}}
                """
                        .formatted(BOTH, source);
        assertThat(api.post("/v1.43/containers/create?name=old", body).status()).isEqualTo(201);
        docker.text("start", "old");
        docker.text("wait", "old");
        assertThat(docker.text("logs", "old")).contains("below").doesNotContain("top\n");
        assertThat(docker.inspect("old", "{{json .Mounts}}"))
                .contains("\"RW\":false")
                .doesNotContain("BindOptions", "null");
        var forced =
                """
                {"Image":"busybox","HostConfig":{"Mounts":[{"Type":"bind","Source":"%s","Target":"/m",
                 "ReadOnly":true,"BindOptions":{"ReadOnlyForceRecursive":true}}]}}
                """
                        .formatted(source);
        assertThat(api.post("/v1.43/containers/create", forced))
                .extracting(RawApi.Response::status, RawApi.Response::body)
                .satisfies(answer ->
                        assertThat(answer.toString())
                                .contains(
                                        "400",
                                        "BindOptions.ReadOnlyForceRecursive needs API v1.44 or"
                                                + " newer"));
    }

    @Test
    void sharedBindsReachTheHost() throws Throwable {
        docker.text(
                "run",
                "-d",
                "--name=mounter",
                "--privileged",
                "--mount",
                option(",bind-propagation=rshared"),
                Images.BUSYBOX,
                "sh",
                "-c",
                "mkdir /m/own && mount -t tmpfs own /m/own && sleep 1000");
        docker.waiting("reader", "--mount", option(",bind-propagation=rslave"));
        Eventually.within(
                java.time.Duration.ofSeconds(10),
                () -> assertThat(mounts()).contains(source + "/own"));
        new Shell().run("touch", source + "/own/from-the-host").text();
        for (var container : List.of("mounter", "reader")) {
            assertThat(docker.text("exec", container, "ls", "/m/own")).contains("from-the-host");
        }
        // What a slave mounts stays inside; what the host unmounts goes everywhere.
        new Shell().run("umount", source + "/own").text();
        assertThat(docker.text("exec", "reader", "ls", "/m/own")).isEmpty();
        docker.remove("mounter", "reader");
        assertThat(mounts()).contains(source + "/sub").doesNotContain(source + "/own");
    }

    private static String mounts() {
        return new Shell().quietly("cat", "/proc/mounts").text();
    }

    @Test
    void sharedBindsNeedASharedMount() {
        new Shell().run("mount", "--make-private", source.toString()).text();
        for (var propagation : List.of("shared", "rshared")) {
            assertThat(
                            docker.refusal(
                                    "run", "--rm", "-v", source + ":/m:" + propagation, "busybox"))
                    .contains(
                            "path "
                                    + source
                                    + " is mounted on "
                                    + source
                                    + " but it is not a shared mount");
        }
        assertThat(docker.refusal("run", "--rm", "-v", source + ":/m:slave", "busybox"))
                .contains("but it is not a shared or slave mount");
    }

    @Test
    void bindsOfTheDataRootAreSlaves() {
        var data = host.folder().resolve("data");
        docker.text("create", "--name=seer", "-v", data + ":/d:ro", Images.BUSYBOX, "ls", "/d");
        assertThat(docker.inspect("seer", "{{(index .Mounts 0).Propagation}}")).isEqualTo("rslave");
        assertThat(docker.text("start", "-a", "seer")).contains("journal");
        assertThat(docker.refusal("create", "-v", "/:/host:private", Images.BUSYBOX))
                .contains("must use either propagation mode \"rslave\" or \"rshared\"");
    }

    @Test
    void refusesMountsThatCannotBe() {
        for (var place : List.of(".", "/", "tmp")) {
            assertThat(docker.refusal("create", "--tmpfs", place, Images.BUSYBOX))
                    .containsAnyOf(
                            "invalid mount path: '" + place + "' mount path must be absolute",
                            "invalid specification: destination can't be '/'");
        }
        assertThat(docker.refusal("create", "--volumes-from", "nowhere", Images.BUSYBOX))
                .contains("No such container: nowhere")
                .doesNotContain("Unable to find image");
        assertThat(docker.refusal("create", "--tmpfs", "/m", "-v", source + ":/m", Images.BUSYBOX))
                .contains("Duplicate mount point: /m");
    }
}
