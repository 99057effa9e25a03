package naru.linux.nft;

/** A table: a family and a name. */
public record NftTable(NftFamily family, String name) {
    public static NftTable inet(String name) {
        return new NftTable(NftFamily.INET, name);
    }

    public static NftTable ip(String name) {
        return new NftTable(NftFamily.IP, name);
    }

    public static NftTable bridge(String name) {
        return new NftTable(NftFamily.BRIDGE, name);
    }

    @Override
    public String toString() {
        return family.word() + " " + name;
    }
}
