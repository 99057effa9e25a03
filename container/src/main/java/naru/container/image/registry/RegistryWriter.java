package naru.container.image.registry;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Optional;
import java.util.function.Supplier;

/** Writes to a repository. OCI distribution specification 1.1, "Push". Any thread. */
public final class RegistryWriter {
    private final Registry registry;

    public RegistryWriter(Registry registry) {
        this.registry = registry;
    }

    public boolean has(String digest) throws IOException, InterruptedException {
        var request = Registry.request(registry.at("/blobs/" + digest)).HEAD();
        var response = registry.exchange(request);
        response.body().close();
        return response.statusCode() == 200;
    }

    /** Mounts a blob of another repository. Empty on success; else the location for the upload. */
    public Optional<URI> mount(String digest, String from)
            throws IOException, InterruptedException {
        return begin("/blobs/uploads/?mount=" + digest + "&from=" + from);
    }

    /** The location for an upload. */
    public URI begin() throws IOException, InterruptedException {
        return begin("/blobs/uploads/").orElseThrow();
    }

    private Optional<URI> begin(String path) throws IOException, InterruptedException {
        var uri = registry.at(path);
        var post = Registry.request(uri).POST(HttpRequest.BodyPublishers.noBody());
        var response = registry.send(post, 202, 201);
        response.body().close();
        return response.statusCode() == 201 ? Optional.empty() : Optional.of(location(response));
    }

    private static URI location(HttpResponse<?> response) throws IOException {
        String location =
                response.headers()
                        .firstValue("Location")
                        .orElseThrow(() -> new IOException("the registry names no upload"));
        return response.request().uri().resolve(location);
    }

    /** Uploads a blob to the location from {@link #begin}. {@code size} is in bytes. */
    public void upload(URI place, String digest, long size, Supplier<InputStream> content)
            throws IOException, InterruptedException {
        String separator = place.getRawQuery() == null ? "?" : "&";
        var uri = URI.create(place + separator + "digest=" + digest);
        var body =
                size == 0
                        ? HttpRequest.BodyPublishers.noBody()
                        : HttpRequest.BodyPublishers.fromPublisher(
                                HttpRequest.BodyPublishers.ofInputStream(content), size);
        // No timeout: the duration depends on size and bandwidth.
        var put =
                HttpRequest.newBuilder(uri)
                        .header("Content-Type", "application/octet-stream")
                        .PUT(body);
        try {
            registry.send(put, 201).body().close();
        } catch (UncheckedIOException failure) {
            throw failure.getCause();
        }
    }

    /** Uploads a manifest. {@code reference} is a tag. */
    public void manifest(String reference, String mediaType, byte[] bytes)
            throws IOException, InterruptedException {
        var put =
                Registry.request(registry.at("/manifests/" + reference))
                        .header("Content-Type", mediaType)
                        .PUT(HttpRequest.BodyPublishers.ofByteArray(bytes));
        registry.send(put, 201).body().close();
    }
}
