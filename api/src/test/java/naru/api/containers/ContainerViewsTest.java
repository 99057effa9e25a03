package naru.api.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import naru.api.json.container.ContainerSummary.Port;
import naru.api.resource.ApiVersion;
import naru.api.wire.Filters;
import naru.api.wire.Json;
import naru.container.config.ContainerConfig;
import naru.container.config.EndpointSettings;
import naru.container.config.HostConfig;
import naru.container.config.HostDefaults;
import naru.container.config.PortBinding;
import naru.container.model.Container;
import naru.container.model.ContainerState;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

class ContainerViewsTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    private static final String ID = "80f6c40a51a1".repeat(6).substring(0, 64);

    private static ContainerState state(String status, int exitCode) {
        var running = status.equals("running") || status.equals("paused");
        return new ContainerState(
                status,
                running,
                status.equals("paused"),
                false,
                false,
                false,
                running ? 7 : 0,
                exitCode,
                "",
                "2026-11-21T11:55:00.5Z",
                "2026-11-21T10:00:00Z",
                null);
    }

    private static Container container(ContainerState state) {
        var config =
                Json.parse(
                        Json.utf8(
                                "{\"Image\":\"nginx\",\"Labels\":{\"app\":\"web\"},\"ExposedPorts\":{\"443/tcp\":{}}}"),
                        ContainerConfig.class);
        var endpoint =
                Json.parse(
                        Json.utf8(
                                "{\"NetworkID\":\"96f02b\",\"EndpointID\":\"e1\",\"IPAddress\":\"172.17.0.2\","
                                    + "\"IPPrefixLen\":16,\"Gateway\":\"172.17.0.1\",\"MacAddress\":"
                                    + "\"02:42:ac:11:00:02\",\"Aliases\":[\"www\"]}"),
                        EndpointSettings.class);
        var ports = new TreeMap<String, List<PortBinding>>();
        ports.put("443/tcp", List.of());
        ports.put(
                "80/tcp",
                List.of(new PortBinding("0.0.0.0", "8080"), new PortBinding("::", "8080")));
        return new Container(
                ID,
                "my-nginx",
                Instant.parse("2026-11-21T11:54:00Z"),
                "/entry.sh",
                List.of("nginx", "-g"),
                state,
                "sha256:abc",
                config,
                Json.parse(Json.utf8("{}"), HostConfig.class).filled(HostDefaults.STANDARD),
                Map.of("bridge", endpoint, "front", endpoint),
                ports,
                "sandbox",
                "/run/naru/netns/x",
                List.of(),
                0,
                List.of(),
                new Container.RootFs("l", "u", "w", "m"),
                Path.of("/log"),
                Path.of("/dir"),
                List.of("/shop/web"));
    }

    @Test
    void listNamesOfLinksWithOwnName() {
        assertThat(
                        ContainerViews.summary(
                                        container(state("running", 0)),
                                        ApiVersion.MAXIMUM,
                                        NOW,
                                        null)
                                .names())
                .containsExactly("/my-nginx", "/shop/web");
    }

    @Test
    void listBothFamiliesOfPort() {
        assertThat(
                        ContainerViews.summary(
                                        container(state("running", 0)),
                                        ApiVersion.MAXIMUM,
                                        NOW,
                                        null)
                                .ports())
                .containsExactly(
                        new Port(null, 443, null, "tcp"),
                        new Port("0.0.0.0", 80, 8080, "tcp"),
                        new Port("::", 80, 8080, "tcp"));
    }

    @Test
    void describeState() {
        assertThat(ContainerViews.status(state("running", 0), NOW)).isEqualTo("Up 4 minutes");
        assertThat(ContainerViews.status(state("paused", 0), NOW))
                .isEqualTo("Up 4 minutes (Paused)");
        assertThat(ContainerViews.status(state("exited", 137), NOW))
                .isEqualTo("Exited (137) 2 hours ago");
        assertThat(ContainerViews.status(state("created", 0), NOW)).isEqualTo("Created");
    }

    @Test
    void repeatBridgeEndpointAtTop() {
        var settings =
                ContainerViews.reply(
                                container(state("running", 0)), ApiVersion.MAXIMUM, false, null)
                        .networkSettings();
        assertThat(settings.ipAddress()).isEqualTo("172.17.0.2");
        assertThat(settings.gateway()).isEqualTo("172.17.0.1");
        assertThat(settings.ipPrefixLen()).isEqualTo(16);
        assertThat(settings.macAddress()).isEqualTo("02:42:ac:11:00:02");
        assertThat(settings.endpointId()).isEqualTo("e1");
        assertThat(settings.ports()).containsEntry("443/tcp", null).containsKey("80/tcp");
    }

    @Test
    void showShortIdAsAliasToOldClients() {
        var container = container(state("running", 0));
        var old = ContainerViews.networks(container, new ApiVersion(1, 44));
        assertThat(old.get("front").aliases()).containsExactly("www", "80f6c40a51a1");
        assertThat(old.get("bridge").aliases()).containsExactly("www");
        assertThat(ContainerViews.networks(container, new ApiVersion(1, 45)).get("front").aliases())
                .containsExactly("www");
    }

    @Test
    void areFilteredAsInDocker() {
        var container = container(state("exited", 3));
        for (var fitting :
                new String[] {
                    "{}",
                    "{\"id\":[\"80f6\"]}",
                    "{\"name\":[\"nginx\"]}",
                    "{\"name\":[\"^/my-nginx$\"]}",
                    "{\"label\":[\"app=web\"]}",
                    "{\"status\":[\"running\",\"exited\"]}",
                    "{\"exited\":[\"3\"]}",
                    "{\"ancestor\":[\"nginx:latest\"]}",
                    "{\"network\":[\"front\"]}",
                    "{\"network\":[\"96f0\"]}",
                    "{\"publish\":[\"8080\"]}",
                    "{\"publish\":[\"8070-8090/tcp\"]}",
                    "{\"publish\":[\"0\"]}",
                    "{\"expose\":[\"443\"]}",
                    "{\"health\":[\"none\"]}"
                }) {
            assertThat(fits(container, fitting)).as(fitting).isTrue();
        }
        for (var other :
                new String[] {
                    "{\"id\":[\"0f6\"]}",
                    "{\"name\":[\"^nginx\"]}",
                    "{\"label\":[\"app=db\"]}",
                    "{\"status\":[\"running\"]}",
                    "{\"exited\":[\"0\"]}",
                    "{\"ancestor\":[\"redis\"]}",
                    "{\"network\":[\"back\"]}",
                    "{\"publish\":[\"80\"]}",
                    "{\"publish\":[\"8080/udp\"]}",
                    "{\"expose\":[\"80\"]}"
                }) {
            assertThat(fits(container, other)).as(other).isFalse();
        }
    }

    private static boolean fits(Container container, String filters) {
        return new ContainerFilter(
                        Filters.parse(filters),
                        name -> name.startsWith("nginx") ? "sha256:abc" : null)
                .fits(container);
    }

    @Test
    void rejectInvalidFilters() {
        assertThatThrownBy(() -> fits(container(state("exited", 0)), "{\"status\":[\"tired\"]}"))
                .hasMessage("invalid filter 'status=tired'");
        assertThatThrownBy(() -> fits(container(state("exited", 0)), "{\"publish\":[\"x\"]}"))
                .hasMessage(
                        "error while looking up for publish x: strconv.ParseUint: parsing \"x\":"
                                + " invalid syntax");
    }
}
