package naru.api;

import naru.api.http.ClientGoneException;
import naru.api.json.ProgressLine;
import naru.container.Images;
import naru.container.PullProgress;
import naru.container.RegistryAuth;
import naru.network.model.NaruException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.List;

/** Pull, import, load and save. */
final class ImageTransfer {
    private final Images images;

    ImageTransfer(Images images) {
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

    /** A failure before the first line has its status; a later one is the last line. */
    private void pull(Request request) throws IOException {
        var query = request.query();
        var name = named(query.text("fromImage").orElse(""), query.text("tag").orElse(""));
        try (var progress = new Progress(request)) {
            try {
                images.pull(
                        name, query.text("platform").orElse(null), credentials(request), progress);
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
     * Null without credentials, and for those that cannot be read: the registry decides what that
     * means, as in Docker.
     */
    private static @Nullable RegistryAuth credentials(Request request) {
        var header = request.header("X-Registry-Auth").orElse("");
        try {
            return header.isEmpty()
                    ? null
                    : Json.parse(Base64.getUrlDecoder().decode(header.strip()), RegistryAuth.class);
        } catch (IllegalArgumentException | NaruException.Invalid unreadable) {
            return null;
        }
    }

    private void importTar(Request request) throws IOException {
        var query = request.query();
        var source = query.text("fromSrc").orElse("");
        if (!source.equals("-")) {
            throw new NaruException.NotImplemented(
                    "Naru imports what the client sends, not from " + source);
        }
        var repository = query.text("repo").orElse("");
        var name = repository.isEmpty() ? null : named(repository, query.text("tag").orElse(""));
        var image =
                images.importTar(
                        request.stream(),
                        name,
                        query.text("message").orElse(""),
                        query.all("changes"));
        try (var lines = request.lines()) {
            lines.send(ProgressLine.status(image.id()));
        }
    }

    void load(Request request) throws IOException {
        List<String> loaded;
        try (InputStream tar = request.stream()) {
            loaded = images.load(tar);
        }
        try (var lines = request.lines()) {
            for (var name : loaded) {
                var what = name.startsWith("sha256:") ? "Loaded image ID: " : "Loaded image: ";
                lines.send(ProgressLine.stream(what + name + "\n"));
            }
        }
    }

    void save(Request request) throws IOException {
        save(request, List.of(request.id()));
    }

    void saveSeveral(Request request) throws IOException {
        save(request, request.query().all("names"));
    }

    private void save(Request request, List<String> names) throws IOException {
        for (var name : names) {
            images.find(name); // while there is still a status to answer with
        }
        try (var tar = request.bytes("application/x-tar")) {
            images.save(names, tar);
        }
    }

    /**
     * Sends reports as they come. The head of the answer waits for the first one, so that a refusal
     * can have a status.
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
                throw new UncheckedIOException(e); // ends the pull
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
