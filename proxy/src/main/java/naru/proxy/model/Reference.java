package naru.proxy.model;

/**
 * A name as a label writes it: {@code auth}, {@code auth@docker} or {@code auth@file}.
 *
 * @param provider empty where none is written
 */
public record Reference(String local, String provider) {
    /** {@code docker} and {@code naru} are the containers' own labels, as is no provider at all. */
    public static Reference of(String text) {
        int at = text.lastIndexOf('@');
        return at < 0
                ? new Reference(text, "")
                : new Reference(text.substring(0, at), text.substring(at + 1));
    }

    /** Whether containers' labels define it, not a file. */
    public boolean isFromLabels() {
        return provider.isEmpty()
                || provider.equals("docker")
                || provider.equals("swarm")
                || provider.equals("naru");
    }

    @Override
    public String toString() {
        return provider.isEmpty() ? local : local + "@" + provider;
    }
}
