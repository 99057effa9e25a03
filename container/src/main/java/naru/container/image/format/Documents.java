package naru.container.image.format;

import io.avaje.jsonb.Json;

import naru.container.config.ContainerConfig;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/**
 * The documents that describe images: OCI image specification 1.1 and Docker's schema 2, which have
 * the same structure, and the manifest of {@code docker save}. Missing fields are null.
 */
public final class Documents {
    public static final String INDEX = "application/vnd.oci.image.index.v1+json";
    public static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    public static final String DOCKER_LIST =
            "application/vnd.docker.distribution.manifest.list.v2+json";
    public static final String DOCKER_MANIFEST =
            "application/vnd.docker.distribution.manifest.v2+json";
    public static final String CONFIG = "application/vnd.oci.image.config.v1+json";
    public static final String LAYER = "application/vnd.oci.image.layer.v1.tar";

    private Documents() {}

    /** A descriptor: media type, size and digest of a blob. */
    @Json
    public record Descriptor(
            @Nullable String mediaType,
            @Nullable String digest,
            long size,
            @Nullable Platform platform,
            @Nullable Map<String, String> annotations) {

        public static Descriptor of(String mediaType, String digest, long size) {
            return new Descriptor(mediaType, digest, size, null, null);
        }

        public Descriptor withAnnotations(Map<String, String> newAnnotations) {
            return new Descriptor(mediaType, digest, size, platform, newAnnotations);
        }

        public @Nullable String annotation(String key) {
            return annotations == null ? null : annotations.get(key);
        }

        public boolean isIndex() {
            return INDEX.equals(mediaType) || DOCKER_LIST.equals(mediaType);
        }

        /**
         * The validated digest, which is used as a file name.
         *
         * @throws MalformedImageException if it is missing or unsupported
         */
        public String checkedDigest() {
            if (digest == null || !Digest.isValid(digest)) {
                throw new MalformedImageException("unsupported digest: " + digest);
            }
            return digest;
        }
    }

    @Json
    public record Platform(
            @Nullable String architecture, @Nullable String os, @Nullable String variant) {}

    /** A manifest or an index of manifests: depending on the fields. */
    @Json
    public record Manifest(
            int schemaVersion,
            @Nullable String mediaType,
            @Nullable Descriptor config,
            @Nullable List<Descriptor> layers,
            @Nullable List<Descriptor> manifests) {

        public boolean isIndex() {
            return manifests != null && config == null;
        }
    }

    /** The configuration of an image, whose digest is the image's id. */
    @Json(naming = Json.Naming.LowerUnderscore)
    public record ImageConfig(
            @Nullable String architecture,
            @Nullable String variant,
            @Nullable String os,
            @Nullable String created,
            @Nullable String author,
            @Nullable String comment,
            @Nullable ContainerConfig config,
            @Nullable RootFs rootfs,
            @Nullable List<HistoryEntry> history) {

        public List<String> diffIds() {
            return rootfs == null || rootfs.diffIds == null ? List.of() : rootfs.diffIds;
        }
    }

    @Json(naming = Json.Naming.LowerUnderscore)
    public record RootFs(@Nullable String type, @Nullable List<String> diffIds) {}

    @Json(naming = Json.Naming.LowerUnderscore)
    public record HistoryEntry(
            @Nullable String created,
            @Nullable String createdBy,
            @Nullable String comment,
            @Nullable Boolean emptyLayer) {}

    /** An entry of {@code manifest.json} in archives of {@code docker save}; paths in the tar. */
    @Json(naming = Json.Naming.UpperCamel)
    public record ArchiveEntry(
            @Json.Property("Config") @Nullable String config,
            @Nullable List<String> repoTags,
            @Json.Property("Layers") @Nullable List<String> layers) {}
}
