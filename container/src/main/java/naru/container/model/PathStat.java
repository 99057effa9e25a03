package naru.container.model;

import io.avaje.jsonb.Json;

/**
 * What is at a path in a container: the header {@code X-Docker-Container-Path-Stat}.
 *
 * @param size in bytes
 * @param mode permissions and kind as Go's {@code fs.FileMode} has them
 * @param mtime RFC 3339
 * @param linkTarget where a symbolic link leads to at last; empty for anything else
 */
@Json
public record PathStat(String name, long size, long mode, String mtime, String linkTarget) {}
