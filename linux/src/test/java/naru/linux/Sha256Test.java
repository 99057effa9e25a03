package naru.linux;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Random;

class Sha256Test {
    @Test
    void matchesTestVectorsOfStandard() { // FIPS 180-2, appendix B.1
        byte[] digest = Sha256.create().digest("abc".getBytes(StandardCharsets.US_ASCII));

        assertThat(HexFormat.of().formatHex(digest))
                .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    @Test
    void matchesJavaForAnyChunking() throws Exception {
        var random = new Random(7);
        var ours = Sha256.create();
        var theirs = MessageDigest.getInstance("SHA-256");
        for (int round = 0; round < 2; round++) { // a digest can be reused
            for (int i = 0; i < 200; i++) {
                byte[] bytes = new byte[random.nextInt(300) + 1];
                random.nextBytes(bytes);
                int from = random.nextInt(bytes.length);
                ours.update(bytes, from, bytes.length - from);
                theirs.update(bytes, from, bytes.length - from);
                ours.update(bytes[0]);
                theirs.update(bytes[0]);
            }
            assertThat(ours.digest()).isEqualTo(theirs.digest());
        }
    }
}
