package naru.acceptance.client;

import static org.assertj.core.api.Assertions.assertThat;

import naru.acceptance.lab.Docker;
import naru.acceptance.lab.Images;
import naru.acceptance.lab.InLab;
import naru.acceptance.lab.Lab;
import naru.acceptance.lab.RawApi;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Requests for images, and bodies, that are not what they should be. */
@InLab
class ImageRequestsTest {
    private final Docker docker;
    private final RawApi api;

    ImageRequestsTest(Lab lab) {
        docker = lab.host().docker();
        api = new RawApi(docker.endpoint());
    }

    @AfterEach
    void removeImages() {
        docker.run("rmi -f changed imported");
    }

    @Test
    void invalidReferencesAreTheClientsFault() {
        for (var name : List.of("fd99::/64", "a..b/c", "UPPER", "a.b:x/c")) {
            var quoted = name.replace(":", "%3A");
            for (var request :
                    List.of(
                            "GET /distribution/" + quoted + "/json",
                            "GET /images/" + quoted + "/json",
                            "POST /images/create?fromImage=" + quoted,
                            "POST /images/busybox/tag?repo=" + quoted,
                            "POST /images/" + quoted + "/push",
                            "POST /containers/create {\"Image\":\"" + name + "\"}")) {
                var answer = api.ask(request);
                assertThat(answer.status()).as(request).isEqualTo(400);
                assertThat(answer.body()).as(request).contains("invalid reference format");
            }
        }
        assertThat(api.ask("POST /images/busybox/tag?repo=a&tag=-b").status()).isEqualTo(400);
    }

    @Test
    void invalidArchivesEndInAnErrorLine() {
        var body = "no archive".getBytes(StandardCharsets.UTF_8);
        var answer = api.send("POST", "/images/load", "Content-Type: application/x-tar\r\n", body);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).contains("\"errorDetail\":{\"message\":", "\"error\":");
        var tar = new ByteArrayInputStream(Images.rootFileSystem());
        assertThat(docker.run(tar, "load").refusal())
                .contains("invalid archive: does not contain a manifest.json");
    }

    @Test
    void importsForThePlatformThatIsNamed() {
        var tar = Images.rootFileSystem();
        for (var platform : List.of("windows/amd64", "a/b/c/d", "nonsense")) {
            assertThat(
                            docker.run(
                                            new ByteArrayInputStream(tar),
                                            "import --platform {} -",
                                            platform)
                                    .exit())
                    .as(platform)
                    .isNotZero();
        }
        docker.run(new ByteArrayInputStream(tar), "import --platform linux/arm/v6 - imported")
                .text();
        assertThat(docker.inspect("imported", "{{.Os}}/{{.Architecture}}/{{.Variant}}"))
                .isEqualTo("linux/arm/v6");
        assertThat(docker.refusal("create --pull=never --platform=linux/amd64 imported"))
                .contains(
                        "image with reference imported was found but its platform (linux/arm/v6)"
                                + " does not match the specified platform (linux/amd64)");
        docker.cli("create --pull=never --platform=linux/arm/v6 imported true");
        var wrong = "/containers/create?platform=linux/s390x {\"Image\":\"busybox\"}";
        assertThat(api.ask("POST " + wrong).status()).isEqualTo(404);
        assertThat(api.ask("POST /v1.40" + wrong).status()).isEqualTo(201);
    }

    @Test
    void commitsHealthchecksAndTriggers() {
        docker.waiting("origin", "--network=none");
        docker.cli(
                "commit -c 'HEALTHCHECK --interval=1m --retries=2 CMD true' -c 'ONBUILD RUN echo"
                        + " built' origin changed");
        assertThat(docker.inspect("changed", "{{json .Config.Healthcheck}}"))
                .contains("\"CMD-SHELL\",\"true\"", "\"Interval\":60000000000", "\"Retries\":2");
        assertThat(docker.inspect("changed", "{{json .Config.OnBuild}}"))
                .isEqualTo("[\"RUN echo built\"]");
    }

    /** Go clients send {@code null} for a body that is not set. */
    @Test
    void nullBodiesAreEmptyBodies() {
        docker.waiting("idle", "--network=none");
        assertThat(api.ask("POST /commit?container=idle&repo=changed null").status())
                .isEqualTo(201);
        assertThat(api.ask("POST /volumes/create null").status()).isEqualTo(201);
        assertThat(api.ask("POST /containers/idle/update null").status()).isEqualTo(200);
        assertThat(api.ask("POST /containers/nosuch/update null").status()).isEqualTo(404);
        assertThat(api.ask("GET /containers/json?filters=null").status()).isEqualTo(200);
        for (var refused :
                List.of(
                        "POST /containers/create null",
                        "POST /containers/idle/exec null",
                        "POST /networks/create null",
                        "POST /networks/bridge/connect null",
                        "POST /networks/bridge/disconnect null",
                        "POST /auth null")) {
            var answer = api.ask(refused);
            assertThat(answer.status()).as(refused).isEqualTo(400);
            assertThat(answer.body()).as(refused).doesNotContain("EOF", "Exception");
        }
        var exec = api.ask("POST /containers/idle/exec {\"Cmd\":[\"true\"]}").body();
        var id = exec.replaceFirst(".*\"Id\":\"([0-9a-f]+)\".*\\s*", "$1");
        assertThat(api.ask("POST /exec/" + id + "/start null").status()).isEqualTo(200);
    }
}
