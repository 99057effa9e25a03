package naru.linux.xfrm;

/** A key of AES-GCM with 256 bits and its salt of 32 bits: RFC 4106. Not part of any text. */
public final class EspKey {
    public static final int BYTES = 32 + 4;

    private final byte[] material;

    /**
     * @throws IllegalArgumentException if {@code material} has not {@link #BYTES}
     */
    public EspKey(byte[] material) {
        if (material.length != BYTES) {
            throw new IllegalArgumentException("a key has " + BYTES + " bytes with its salt");
        }
        this.material = material.clone();
    }

    byte[] material() {
        return material.clone();
    }
}
