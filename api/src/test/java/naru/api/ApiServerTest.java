package naru.api;

import static org.assertj.core.api.Assertions.assertThat;

import naru.api.http.RawClient;
import naru.api.resource.DaemonFacts;
import naru.api.resource.Engine;
import naru.cluster.node.ClusterNode;
import naru.cluster.option.ClusterSettings;
import naru.container.event.Events;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;

/** Replies that do not depend on the engine's objects. */
@Timeout(120)
class ApiServerTest {
    private final Events events = new Events(Clock.systemUTC());
    private RawClient client;
    private ApiServer server;

    @BeforeEach
    void open(@TempDir Path folder) throws IOException {
        var socket = folder.resolve("api.sock");
        server =
                ApiServer.open(
                        socket,
                        DockerResources.of(
                                new Engine(
                                        null,
                                        null,
                                        null,
                                        null,
                                        null,
                                        events,
                                        new ClusterNode(
                                                new ClusterSettings(
                                                        folder.resolve("cluster"),
                                                        null,
                                                        ClusterSettings.DEFAULT_PEER_PORT,
                                                        ClusterSettings.DEFAULT_CLIENT_PORT,
                                                        null,
                                                        "28.5.2",
                                                        Map.of()),
                                                Clock.systemUTC()),
                                        folder,
                                        DaemonFacts.STANDARD)));
        client = new RawClient(socket);
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        server.close();
    }

    private String get(String target) throws IOException {
        return client.send("GET " + target + " HTTP/1.1\r\nHost: docker\r\n\r\n").response();
    }

    private String post(String target, String type, String body) throws IOException {
        var head = "POST " + target + " HTTP/1.1\r\nContent-Type: " + type + "\r\n";
        return client.send(head + "Content-Length: " + body.length() + "\r\n\r\n" + body)
                .response();
    }

    @Test
    void answersPingWithVersions() throws IOException {
        assertThat(get("/_ping"))
                .startsWith("HTTP/1.1 200 OK\r\n")
                .contains(
                        "Api-Version: 1.51\r\n",
                        "Docker-Experimental: false\r\n",
                        "Ostype: linux\r\n",
                        "Server: Naru/")
                .endsWith("\r\n\r\nOK");
    }

    @Test
    void answersHeadOfPingWithoutBody() throws IOException {
        client.send("HEAD /_ping HTTP/1.1\r\n\r\n");
        assertThat(client.head()).startsWith("HTTP/1.1 200 OK").contains("Api-Version: 1.51");
        assertThat(get("/v1.24/_ping")).startsWith("HTTP/1.1 200 OK");
    }

    @Test
    void rejectsUnsupportedVersions() throws IOException {
        assertThat(get("/v1.23/version"))
                .startsWith("HTTP/1.1 400 Bad Request")
                .contains("Api-Version: 1.51", "Content-Type: application/json")
                .endsWith(
                        "{\"message\":\"client version 1.23 is too old. Minimum supported API"
                                + " version is 1.24, please upgrade your client to a newer"
                                + " version\"}\n");
        assertThat(get("/v1.52/version"))
                .startsWith("HTTP/1.1 400")
                .contains("client version 1.52 is too new. Maximum supported API version is 1.51");
    }

    @Test
    void reportsVersionUnderEveryVersion() throws IOException {
        for (var prefix : new String[] {"", "/v1.24", "/v1.41", "/v1.51"}) {
            assertThat(get(prefix + "/version"))
                    .startsWith("HTTP/1.1 200")
                    .contains(
                            "\"ApiVersion\":\"1.51\"",
                            "\"MinAPIVersion\":\"1.24\"",
                            "\"Os\":\"linux\"");
        }
    }

    @Test
    void rejectsUnknownPaths() throws IOException {
        for (var target : new String[] {"/", "/nothing", "/v1.41", "/_ping/x", "//"}) {
            assertThat(get(target))
                    .startsWith("HTTP/1.1 404")
                    .endsWith("{\"message\":\"page not found\"}\n");
        }
        assertThat(post("/_ping", "text/plain", ""))
                .startsWith("HTTP/1.1 404")
                .contains("page not found");
    }

    @Test
    void isNoSwarmManager() throws IOException {
        assertThat(get("/v1.41/services"))
                .startsWith("HTTP/1.1 503")
                .contains("This node is not a swarm manager.");
        assertThat(get("/swarm")).startsWith("HTTP/1.1 503");
    }

    @Test
    void reportsUnsupportedFeatures() throws IOException {
        assertThat(post("/build", "application/x-tar", ""))
                .startsWith("HTTP/1.1 501")
                .contains("building images is not part of this engine");
        assertThat(get("/plugins")).startsWith("HTTP/1.1 200").endsWith("\r\n\r\n[]\n");
    }

    @Test
    void rejectsBodiesThatAreNotJson() throws IOException {
        assertThat(post("/networks/create", "text/plain", "{}"))
                .startsWith("HTTP/1.1 400")
                .contains(
                        "unsupported Content-Type header (text/plain): must be 'application/json'");
        assertThat(post("/networks/create", "application/json", "{\"Name\":"))
                .startsWith("HTTP/1.1 400")
                .contains("{\"message\":\"invalid JSON: ");
        assertThat(post("/networks/create", "application/json", "{\"Name\":\"a\"} more"))
                .startsWith("HTTP/1.1 400")
                .contains("unexpected content after JSON");
        assertThat(post("/networks/create", "application/json", "   "))
                .startsWith("HTTP/1.1 400")
                .contains("invalid JSON: got EOF while reading request body");
        assertThat(post("/networks/create", "application/json", "")).startsWith("HTTP/1.1 400");
    }

    @Test
    void rejectsFieldsOfWrongType() throws IOException {
        for (var body :
                new String[] {
                    "{\"Name\":{}}",
                    "{\"Labels\":[]}",
                    "{\"Internal\":\"yes\"}",
                    "{\"IPAM\":[]}",
                    "{\"IPAM\":{\"Config\":{}}}",
                    "[]",
                    "7",
                    "\"text\"",
                    "{\"EnableIPv6\":3}"
                }) {
            assertThat(post("/networks/create", "application/json", body))
                    .as(body)
                    .startsWith("HTTP/1.1 400")
                    .contains("invalid JSON: ");
        }
    }

    @Test
    void rejectsDeepNesting() throws IOException {
        for (var deep : new String[] {"[", "{\"a\":"}) {
            assertThat(
                            post(
                                    "/networks/create",
                                    "application/json",
                                    "{\"X\":" + deep.repeat(500_000)))
                    .startsWith("HTTP/1.1 400")
                    .contains("invalid JSON: exceeded max depth");
        }
    }

    @Test
    void rejectsBodyOf10Megabytes() throws IOException {
        var body = "{\"Name\":\"" + "x".repeat(10 * 1024 * 1024) + "\"}";
        assertThat(post("/networks/create", "application/json", body)).startsWith("HTTP/1.1 413");
        assertThat(get("/_ping")).startsWith("HTTP/1.1 200");
    }

    @Test
    void rejectsFiltersThatAreNotJson() throws IOException {
        assertThat(get("/events?filters=%7B")).startsWith("HTTP/1.1 400");
        assertThat(get("/events?filters=%5B%5D"))
                .startsWith("HTTP/1.1 400")
                .contains("invalid filter");
        assertThat(get("/events?since=5&until=3"))
                .startsWith("HTTP/1.1 400")
                .contains("`since` time (5) cannot be after `until` time (3)");
    }

    @Test
    void streamsEvents() throws IOException {
        client.send(
                "GET /v1.41/events?filters=%7B%22type%22%3A%5B%22network%22%5D%7D"
                        + " HTTP/1.1\r\n\r\n");
        assertThat(client.head()).contains("Content-Type: application/json", "chunked");
        events.publish("container", "start", "c0ffee", Map.of("name", "web"));
        events.publish(
                "network", "connect", "abcdef", Map.of("name", "front", "container", "c0ffee"));
        assertThat(client.text(60))
                .contains("{\"Type\":\"network\",\"Action\":\"connect\",\"Actor\":{");
    }

    @Test
    void endsPastEventsAtGivenTime() throws IOException {
        events.publish("network", "create", "abcdef", Map.of("name", "front"));
        client.send(
                "GET /events?since=1&until="
                        + (System.currentTimeMillis() / 1000 + 1)
                        + " HTTP/1.0\r\n\r\n");
        assertThat(client.rest()).contains("\"Action\":\"create\"").doesNotContain("chunked");
    }
}
