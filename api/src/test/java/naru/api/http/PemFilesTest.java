package naru.api.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.util.Arrays;
import java.util.Base64;

class PemFilesTest {
    @TempDir private Path folder;

    private Path pem(String kind, byte[] der) throws IOException {
        var text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return Files.writeString(
                folder.resolve("key.pem"),
                "-----BEGIN " + kind + "-----\n" + text + "\n-----END " + kind + "-----\n");
    }

    @Test
    void parseKeysInPkcs8() throws Exception {
        for (var algorithm : new String[] {"RSA", "EC", "Ed25519"}) {
            var key = KeyPairGenerator.getInstance(algorithm).generateKeyPair().getPrivate();
            assertThat(PemFiles.privateKey(pem("PRIVATE KEY", key.getEncoded()))).isEqualTo(key);
        }
    }

    @Test
    void parseRsaKeysInPkcs1() throws Exception {
        var key = KeyPairGenerator.getInstance("RSA").generateKeyPair().getPrivate();
        var pkcs8 = key.getEncoded();
        var pkcs1 = Arrays.copyOfRange(pkcs8, 26, pkcs8.length); // RFC 8017 A.1.2 inside RFC 5208
        assertThat(PemFiles.privateKey(pem("RSA PRIVATE KEY", pkcs1))).isEqualTo(key);
    }

    @Test
    void reportInvalidFile() throws Exception {
        var other = Files.writeString(folder.resolve("other.pem"), "hello");
        assertThatThrownBy(() -> PemFiles.privateKey(other))
                .hasMessageContaining("no private key in " + other);
        assertThatThrownBy(() -> PemFiles.certificates(other))
                .hasMessageContaining("no certificate in " + other);
        var locked = pem("ENCRYPTED PRIVATE KEY", new byte[40]);
        assertThatThrownBy(() -> PemFiles.privateKey(locked))
                .hasMessageContaining("without a password");
        var broken = pem("PRIVATE KEY", new byte[40]);
        assertThatThrownBy(() -> PemFiles.privateKey(broken))
                .hasMessageContaining("neither RSA nor EC");
    }
}
