package naru.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.nio.charset.StandardCharsets.UTF_8;

import naru.api.ApiServer;
import naru.api.resource.Resource;
import naru.api.resource.ResourceGroup;
import naru.api.resource.Route;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;

/** API resources of modules other than {@code api}. */
class ResourcesTest {
    /** {@code GET /explain/{id}}. */
    private static final class ExplainResource implements Resource {
        @Override
        public List<Route> routes() {
            return List.of(
                    Route.get(
                            "/explain/{id}",
                            request -> request.text(200, "explained: " + request.id())));
        }
    }

    private static final ResourceGroup EXPLAIN = ResourceGroup.of(ExplainResource::new, "explain");

    @Test
    void areServedLikeDockers(@TempDir Path folder) throws IOException {
        var socket = folder.resolve("api.sock");
        try (var server = ApiServer.open(socket, List.of(EXPLAIN))) {
            assertThat(server).isNotNull();
            assertThat(get(socket, "/v1.51/explain/web"))
                    .startsWith("HTTP/1.1 200 ")
                    .contains("Api-Version: ")
                    .endsWith("explained: web");
            assertThat(get(socket, "/containers/json")).startsWith("HTTP/1.1 404 ");
        }
    }

    @Test
    void shareNoFirstSegment(@TempDir Path folder) {
        assertThatThrownBy(
                        () -> ApiServer.open(folder.resolve("api.sock"), List.of(EXPLAIN, EXPLAIN)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("/explain");
    }

    private static String get(Path socket, String target) throws IOException {
        try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            var request = "GET " + target + " HTTP/1.1\r\nHost: naru\r\nConnection: close\r\n\r\n";
            channel.write(ByteBuffer.wrap(request.getBytes(UTF_8)));
            return new String(Channels.newInputStream(channel).readAllBytes(), UTF_8);
        }
    }
}
