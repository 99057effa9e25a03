/** The {@code naru} command. */
module naru.cli {
    requires static transitive org.jspecify;
    requires naru.api;
    requires info.picocli;
}
