package naru.container.tar;

import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** What {@code docker cp} of Docker 20.10 writes of one program that setcap(8) was used on. */
public final class DockerTar {
    /** Of cap_net_raw and cap_setuid, as getxattr(2) gives it: 0x80 is no UTF-8. */
    public static final String CAPABILITY = "0100000280200000000000000000000000000000";

    private DockerTar() {}

    public static byte[] capability() throws IOException {
        try (var in = DockerTar.class.getResourceAsStream("capability.tar")) {
            return Objects.requireNonNull(in).readAllBytes();
        }
    }

    /** The capabilities of the files in an archive that have some. */
    public static Map<String, String> capabilities(byte[] tar) throws IOException {
        var found = new TreeMap<String, String>();
        var tap = new AttributeTap(new ByteArrayInputStream(tar));
        var entries = new TarArchiveInputStream(tap);
        for (var entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
            byte[] value = tap.attributes().get(FileCapability.NAME);
            if (value != null) {
                found.put(entry.getName(), HexFormat.of().formatHex(value));
            }
        }
        return found;
    }
}
