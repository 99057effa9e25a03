package naru.acceptance.client;

import static org.assertj.core.api.Assertions.assertThat;

import naru.acceptance.lab.CommandLine;
import naru.acceptance.lab.Docker;
import naru.acceptance.lab.Images;
import naru.acceptance.lab.InLab;
import naru.acceptance.lab.Lab;
import naru.acceptance.lab.Shell;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Plain HTTP by curl over the socket, as Docker's guide to the Engine API shows it. */
@InLab
class CurlTest {
    /** Names that Docker writes in capitals; all others have small letters. */
    private static final Set<String> CAPITALS = Set.of("ID", "IP", "IPAM", "NCPU", "RW");

    private final Docker docker;

    CurlTest(Lab lab) {
        docker = lab.host().docker();
    }

    @Test
    void runsAContainerAsTheGuideDoes() {
        var created =
                post(
                        "/v1.51/containers/create",
                        "{\"Image\": \"busybox\", \"Cmd\": [\"echo\", \"hello world\"]}");
        var id = created.replaceFirst("(?s).*\"Id\":\"([0-9a-f]{64})\".*", "$1");
        assertThat(created).isEqualTo("{\"Id\":\"" + id + "\",\"Warnings\":[]}");

        assertThat(status("-X POST {}", url("/v1.51/containers/" + id + "/start"))).isEqualTo(204);
        assertThat(curl("-X POST {}", url("/v1.51/containers/" + id + "/wait")))
                .contains("\"StatusCode\":0");
        assertThat(curl("--output - {}", url("/v1.51/containers/" + id + "/logs?stdout=1")))
                .isEqualTo("\u0001\0\0\0\0\0\0\u000chello world");
        assertThat(status("-X POST {}", url("/v1.51/containers/" + id + "/start"))).isEqualTo(204);
        assertThat(status("-X POST {}", url("/v1.51/containers/" + id + "/stop"))).isIn(204, 304);
        assertThat(curl("{}", url("/v1.51/containers/json?all=1"))).contains(id);
        assertThat(status("-X DELETE {}", url("/v1.51/containers/" + id))).isEqualTo(204);
        assertThat(status("{}", url("/v1.51/containers/" + id + "/json"))).isEqualTo(404);
        assertThat(curl("{}", url("/v1.51/containers/" + id + "/json")))
                .isEqualTo("{\"message\":\"No such container: " + id + "\"}");
    }

    @Test
    void speaksHttpAsServersDo() {
        assertThat(curl("--head {}", url("/_ping")))
                .contains("HTTP/1.1 200 OK", "Api-Version: 1.51", "Ostype: linux");
        assertThat(curl("{} {}", url("/_ping"), url("/v1.24/_ping")))
                .as("one connection")
                .isEqualTo("OKOK");
        assertThat(curl("--http1.0 {}", url("/_ping"))).isEqualTo("OK");
        assertThat(status("{}", url("/nosuch"))).isEqualTo(404);
        assertThat(curl("{}", url("/v1.99/info"))).contains("client version 1.99 is too new");
        assertThat(curl("{}", url("/v1.12/info"))).contains("client version 1.12 is too old");
    }

    @Test
    void takesAnUploadOfUnknownLength() {
        var tar = new ByteArrayInputStream(Images.rootFileSystem());

        assertThat(
                        run(
                                        tar,
                                        "-X POST -T - -H 'Content-Type: application/x-tar' {}",
                                        url("/v1.51/images/create?fromSrc=-&repo=copies&tag=4"))
                                .text())
                .contains("\"status\":\"sha256:");
        docker.cli("rmi copies:4");
    }

    @Test
    void namesFieldsAsDockerDoes() {
        docker.web("web", "--health-cmd true -e A=1 -p 8080:80 -v /data");
        docker.cli("exec web true");
        var everything =
                Stream.of(
                                "/containers/json",
                                "/containers/web/json",
                                "/images/json",
                                "/images/busybox/json",
                                "/networks",
                                "/volumes",
                                "/info",
                                "/version",
                                "/system/df")
                        .map(path -> curl("{}", url(path)))
                        .collect(Collectors.joining());

        var shouted = new TreeSet<String>();
        var names = Pattern.compile("\"([A-Z]+)\":").matcher(everything);
        while (names.find()) {
            shouted.add(names.group(1));
        }
        assertThat(CAPITALS).containsAll(shouted);
        docker.cli("rm -fv web");
    }

    private String post(String path, String json) {
        return curl("-X POST -H 'Content-Type: application/json' -d {} {}", json, url(path));
    }

    private int status(String command, Object... arguments) {
        return Integer.parseInt(curl("-o /dev/null -w %{http_code} " + command, arguments));
    }

    private String curl(String command, Object... arguments) {
        return run(InputStream.nullInputStream(), command, arguments).text();
    }

    private Shell.Result run(InputStream input, String command, Object... arguments) {
        var socket = docker.endpoint().substring("unix://".length());
        var words = CommandLine.words(command, arguments);
        return new Shell().run(input, "curl -sS --max-time 20 --unix-socket {} {}", socket, words);
    }

    private static String url(String path) {
        return "http://localhost" + path;
    }
}
