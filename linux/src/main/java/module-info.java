/** Linux from Java. The only module that makes native calls. */
module naru.linux {
    requires static transitive org.jspecify;
}
