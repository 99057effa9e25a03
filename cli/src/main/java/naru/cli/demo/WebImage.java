package naru.cli.demo;

import naru.cli.text.Json;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/**
 * A small image, built offline from a static busybox: a web server that returns its host name.
 * Image Manifest Version 2, Schema 2 of the distribution project.
 *
 * @param layer a gzipped tar
 */
record WebImage(Blob layer, Blob config, Blob manifest) {
    static final String MANIFEST_TYPE = "application/vnd.docker.distribution.manifest.v2+json";
    private static final String CONFIG_TYPE = "application/vnd.docker.container.image.v1+json";
    private static final String LAYER_TYPE = "application/vnd.docker.image.rootfs.diff.tar.gzip";

    /** Bytes with their digest. */
    record Blob(String digest, byte[] bytes) {
        static Blob of(byte[] bytes) {
            return new Blob(sha256(bytes), bytes);
        }
    }

    /**
     * Builds the image.
     *
     * @param applets the names of busybox' applets
     */
    static WebImage of(Path busybox, List<String> applets) throws IOException {
        byte[] tar = root(Files.readAllBytes(busybox), applets);
        var layer = Blob.of(gzip(tar));
        var config = blob(config(sha256(tar)));
        var manifest =
                Json.object(
                        "schemaVersion",
                        2,
                        "mediaType",
                        MANIFEST_TYPE,
                        "config",
                        descriptor(CONFIG_TYPE, config),
                        "layers",
                        List.of(descriptor(LAYER_TYPE, layer)));
        return new WebImage(layer, config, blob(manifest));
    }

    private static byte[] root(byte[] busybox, List<String> applets) throws IOException {
        var tar = new TarWriter();
        for (String folder : List.of("bin", "dev", "etc", "proc", "sys", "tmp", "www")) {
            tar.folder(folder);
        }
        tar.file("bin/busybox", 0755, busybox);
        for (String applet : applets) {
            if (!applet.equals("busybox")) {
                tar.link("bin/" + applet, "busybox");
            }
        }
        tar.file("bin/web", 0755, resource("web.sh"));
        return tar.finish();
    }

    private static Object config(String layer) {
        return Json.object(
                "architecture",
                System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64",
                "os",
                "linux",
                "created",
                "1970-01-01T00:00:00Z",
                "config",
                Json.object(
                        "Cmd", List.of("/bin/web"),
                        "Env", List.of("PATH=/bin"),
                        "ExposedPorts", Json.object("80/tcp", Json.object())),
                "rootfs",
                Json.object("type", "layers", "diff_ids", List.of(layer)));
    }

    private static Object descriptor(String type, Blob blob) {
        return Json.object("mediaType", type, "size", blob.bytes().length, "digest", blob.digest());
    }

    private static Blob blob(Object json) {
        return Blob.of(Json.compact(json).getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }

    private static String sha256(byte[] bytes) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            return "sha256:" + HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new AssertionError(everyJdkHasIt);
        }
    }

    /** A resource beside this class. */
    static byte[] resource(String name) throws IOException {
        try (var in = WebImage.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException("not in the product: " + name);
            }
            return in.readAllBytes();
        }
    }
}
