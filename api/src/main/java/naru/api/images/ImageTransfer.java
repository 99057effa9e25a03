package naru.api.images;

import naru.api.http.ClientGoneException;
import naru.api.json.image.DistributionReply;
import naru.api.json.image.ProgressLine;
import naru.api.resource.Request;
import naru.api.wire.Failures;
import naru.api.wire.Json;
import naru.api.wire.JsonLines;
import naru.container.image.ImageTransfers;
import naru.container.image.Images;
import naru.container.image.model.PullProgress;
import naru.container.image.model.RegistryAuth;
import naru.network.model.NaruException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Base64;
import java.util.List;
import java.util.Set;

/** Pull, push, import, load and save. */
final class ImageTransfer {
    private final ImageTransfers images;

    ImageTransfer(ImageTransfers images) {
        this.images = images;
    }

    /** {@code POST /images/create}: a pull, or with {@code fromSrc} an import. */
    void create(Request request) throws IOException {
        if (request.query().text("fromImage").isPresent()) {
            pull(request);
        } else if (request.query().text("fromSrc").isPresent()) {
            importTar(request);
        } else {
            throw new NaruException.Invalid("either fromImage or fromSrc must be given");
        }
    }

    private void pull(Request request) throws IOException {
        var query = request.query();
        var name = named(query.text("fromImage").orElse(""), query.text("tag").orElse(""));
        var platform = query.text("platform").orElse(null);
        var auth = credentials(request);
        withProgress(request, progress -> images.pull(name, platform, auth, progress));
    }

    /** {@code POST /images/{name}/push}. */
    void push(Request request) throws IOException {
        var name = named(request.id(), request.query().text("tag").orElse(""));
        var auth = credentials(request);
        withProgress(
                request,
                progress -> {
                    for (var pushed : images.push(name, auth, progress)) {
                        progress.send(
                                ProgressLine.pushed(
                                        new ProgressLine.Pushed(
                                                pushed.tag(), pushed.digest(), pushed.size())));
                    }
                });
    }

    /** An operation that reports progress. */
    private interface Work {
        void run(Progress progress) throws IOException;
    }

    /**
     * A failure before the first line has its status; a later one is the last line. A disconnect of
     * the client cancels the operation.
     */
    private static void withProgress(Request request, Work work) throws IOException {
        var worker = Thread.currentThread();
        try (var progress = new Progress(request)) {
            request.whenGone(worker::interrupt);
            try {
                work.run(progress);
            } catch (RuntimeException failure) {
                if (failure.getCause() instanceof ClientGoneException gone) {
                    throw gone;
                }
                if (!progress.hasBegun()) {
                    throw failure;
                }
                progress.send(ProgressLine.error(Failures.message(failure)));
            }
            progress.begin();
        }
    }

    /** A tag may be a digest. */
    private static String named(String image, String tag) {
        if (tag.isEmpty()) {
            return image;
        }
        return image + (tag.contains(":") ? "@" : ":") + tag;
    }

    /**
     * Null without credentials, and for those that cannot be read: the registry decides, as in
     * Docker.
     */
    private static @Nullable RegistryAuth credentials(Request request) {
        var header = request.header("X-Registry-Auth").orElse("");
        try {
            return header.isEmpty()
                    ? null
                    : Json.parse(Base64.getUrlDecoder().decode(header.strip()), RegistryAuth.class);
        } catch (IllegalArgumentException | NaruException.Invalid ignored) {
            return null;
        }
    }

    private void importTar(Request request) throws IOException {
        var query = request.query();
        var source = query.text("fromSrc").orElse("");
        var repository = query.text("repo").orElse("");
        var tag = query.text("tag").orElse("");
        var name = repository.isEmpty() ? null : Images.named(repository, tag);
        var platform = query.text("platform").orElse(null);
        var message = query.text("message").orElse("");
        try (var tar = source.equals("-") ? request.stream() : fetched(source)) {
            var note = message.isEmpty() ? "Imported from " + source : message;
            var image = images.importTar(tar, name, note, query.all("changes"), platform);
            try (var lines = request.lines()) {
                lines.send(ProgressLine.status(image.id()));
            }
        }
    }

    private static InputStream fetched(String source) throws IOException {
        var address = source.contains("://") ? source : "http://" + source;
        try {
            var uri = new URI(address);
            if (!Set.of("http", "https").contains(uri.getScheme())) {
                throw new NaruException.Invalid("cannot import from " + source);
            }
            return uri.toURL().openStream();
        } catch (URISyntaxException | IllegalArgumentException ignored) {
            throw new NaruException.Invalid("cannot import from " + source);
        } catch (IOException failure) {
            throw new NaruException.HostFailure("cannot import from " + source + ": " + failure);
        }
    }

    void load(Request request) throws IOException {
        var quiet = request.query().flag("quiet");
        try (InputStream tar = request.stream()) {
            withProgress(
                    request,
                    progress -> {
                        for (var name : loaded(tar, quiet, progress)) {
                            var what =
                                    name.startsWith("sha256:")
                                            ? "Loaded image ID: "
                                            : "Loaded image: ";
                            progress.send(ProgressLine.stream(what + name + "\n"));
                        }
                    });
        }
    }

    /**
     * The names in an archive. A failure is always a line of a stream with status 200, as in
     * Docker; the header is sent at the end, since some clients wait for the header only.
     */
    private List<String> loaded(InputStream tar, boolean quiet, Progress progress)
            throws IOException {
        try {
            return images.load(tar, quiet ? _ -> {} : progress);
        } catch (RuntimeException failure) {
            progress.begin();
            throw failure;
        }
    }

    /**
     * {@code GET /distribution/{name}/json}: describes an image in a registry, without fetching it.
     */
    void distribution(Request request) throws IOException {
        var found = images.distribution(request.id(), credentials(request));
        var descriptor =
                new DistributionReply.Descriptor(found.mediaType(), found.digest(), found.size());
        var platforms =
                found.platforms().stream()
                        .map(each ->
                                new DistributionReply.Platform(
                                        each.architecture(), each.os(), each.variant()))
                        .toList();
        request.json(200, new DistributionReply(descriptor, platforms));
    }

    void save(Request request) throws IOException {
        save(request, List.of(request.id()));
    }

    void saveSeveral(Request request) throws IOException {
        save(request, request.query().all("names"));
    }

    private void save(Request request, List<String> names) throws IOException {
        images.checkNames(names); // before the status is sent
        try (var tar = request.bytes("application/x-tar")) {
            images.save(names, tar);
        }
    }

    /**
     * Sends reports immediately. The response header is sent with the first one, so that an error
     * before it can have a status.
     */
    private static final class Progress implements PullProgress, AutoCloseable {
        private final Request request;
        private @Nullable JsonLines lines;

        Progress(Request request) {
            this.request = request;
        }

        boolean hasBegun() {
            return lines != null;
        }

        JsonLines begin() throws IOException {
            if (lines == null) {
                lines = request.lines();
            }
            return lines;
        }

        void send(ProgressLine line) throws IOException {
            begin().send(line);
        }

        @Override
        public void report(Report report) {
            try {
                send(ImageViews.line(report));
            } catch (IOException e) {
                throw new UncheckedIOException(e); // cancels the pull
            }
        }

        @Override
        public void close() throws IOException {
            if (lines != null) {
                lines.close();
            }
        }
    }
}
