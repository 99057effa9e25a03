package naru.container.image.registry;

import io.avaje.jsonb.Json;

import naru.container.image.format.Digest;
import naru.container.image.format.Documents;
import naru.container.image.format.MalformedImageException;
import naru.container.store.Codec;
import naru.network.model.NaruException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads from a repository. OCI distribution specification 1.1, "Pull". Any thread. */
public final class RegistryReader {
    private static final int MAX_DOCUMENT = 4 << 20; // the specification's advice for manifests
    private static final String ACCEPT =
            String.join(
                    ", ",
                    Documents.MANIFEST,
                    Documents.DOCKER_MANIFEST,
                    Documents.INDEX,
                    Documents.DOCKER_LIST);

    private final Registry registry;

    public RegistryReader(Registry registry) {
        this.registry = registry;
    }

    /** A manifest and its digest. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Fetched(byte[] bytes, String digest, String mediaType) {}

    @Json
    record TagList(@Nullable List<String> tags) {}

    /** {@code wanted} is a tag or a digest; a digest is verified. */
    public Fetched manifest(String wanted) throws IOException, InterruptedException {
        var request =
                Registry.request(registry.at("/manifests/" + wanted)).header("Accept", ACCEPT);
        var response = registry.send(request, 200);
        try (var body = response.body()) {
            byte[] bytes = body.readNBytes(MAX_DOCUMENT);
            String digest = Digest.of(bytes);
            if (wanted.startsWith("sha256:") && !wanted.equals(digest)) {
                throw new MalformedImageException(
                        "manifest verification failed for digest " + wanted);
            }
            String type = response.headers().firstValue("Content-Type").orElse("");
            if (type.toLowerCase(Locale.ROOT).contains("manifest.v1+prettyjws")
                    || type.endsWith("manifest.v1+json") && type.contains("docker.distribution")) {
                throw new NaruException.NotImplemented(
                        "Docker image manifest version 2, schema 1 is not supported: push the"
                                + " image again with a current client");
            }
            return new Fetched(bytes, digest, type);
        }
    }

    /** A blob from an offset on, unverified. Empty if the registry does not support ranges. */
    public Optional<InputStream> blob(String digest, long from)
            throws IOException, InterruptedException {
        var request = Registry.request(registry.at("/blobs/" + digest));
        if (from == 0) {
            return Optional.of(registry.send(request, 200).body());
        }
        request.header("Range", "bytes=" + from + "-");
        var response = registry.send(request, 206, 200);
        if (response.statusCode() == 206) {
            return Optional.of(response.body());
        }
        response.body().close();
        return Optional.empty();
    }

    /** All tags of the repository. */
    public List<String> tags() throws IOException, InterruptedException {
        var all = new ArrayList<String>();
        var uri = registry.at("/tags/list");
        while (true) {
            var response = registry.send(Registry.request(uri), 200);
            try (var body = response.body()) {
                var page = Codec.decode(TagList.class, body.readNBytes(MAX_DOCUMENT));
                all.addAll(page.tags() == null ? List.of() : page.tags());
            }
            String link = response.headers().firstValue("Link").orElse("");
            int end = link.indexOf('>');
            if (!link.startsWith("<") || end < 0 || all.size() > 100_000) {
                return all;
            }
            uri = uri.resolve(link.substring(1, end)); // RFC 5988
        }
    }
}
