package naru.network.driver.overlay;

import naru.linux.xfrm.EspKey;
import naru.linux.xfrm.EspState;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;

import javax.crypto.KDF;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * A secret that all hosts of the cluster share, for encrypted overlay networks. Each direction
 * between two hosts has a key of its own, derived by HKDF (RFC 5869), so that no nonce is used
 * twice with a key.
 */
public final class OverlayKey {
    /** The least length of a secret. */
    public static final int MIN_BYTES = 16;

    private static final int SPI_BYTES = 4;
    private static final int PLAIN_SPI = 0x1000_0000; // SPIs below 256 are reserved

    private final int tag;
    private final SecretKeySpec secret;

    /**
     * @param tag identifies the secret in the cluster
     * @throws IllegalArgumentException if the secret is shorter than {@link #MIN_BYTES}
     */
    public OverlayKey(int tag, byte[] secret) {
        if (secret.length < MIN_BYTES) {
            throw new IllegalArgumentException("a secret has at least " + MIN_BYTES + " bytes");
        }
        this.tag = tag;
        this.secret = new SecretKeySpec(secret, "Generic");
    }

    public int tag() {
        return tag;
    }

    /** The SPI of packets from one host to another. */
    int spi(InetAddress source, InetAddress destination) {
        return derive(source, destination).getInt(EspKey.BYTES) | PLAIN_SPI;
    }

    EspKey key(EspState state) {
        byte[] key = new byte[EspKey.BYTES];
        derive(state.source(), state.destination()).get(key);
        return new EspKey(key);
    }

    private ByteBuffer derive(InetAddress source, InetAddress destination) {
        byte[] purpose = "naru overlay esp".getBytes(StandardCharsets.US_ASCII);
        byte[] from = source.getAddress();
        byte[] to = destination.getAddress();
        var info =
                ByteBuffer.allocate(purpose.length + 4 + from.length + to.length)
                        .put(purpose)
                        .putInt(tag)
                        .put(from)
                        .put(to)
                        .array();
        var parameters =
                HKDFParameterSpec.ofExtract()
                        .addIKM(secret)
                        .thenExpand(info, EspKey.BYTES + SPI_BYTES);
        try {
            return ByteBuffer.wrap(KDF.getInstance("HKDF-SHA256").deriveData(parameters));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e); // the JDK has it
        }
    }
}
