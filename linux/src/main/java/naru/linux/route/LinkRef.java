package naru.linux.route;

/** A reference to a link of a namespace. */
public sealed interface LinkRef {
    record ByName(String name) implements LinkRef {
        @Override
        public String toString() {
            return name;
        }
    }

    record ByIndex(int index) implements LinkRef {
        public ByIndex {
            if (index <= 0) {
                throw new IllegalArgumentException("no link has index " + index);
            }
        }

        @Override
        public String toString() {
            return "link " + index;
        }
    }

    /** The loopback link: the kernel creates it with each namespace, always with index 1. */
    LinkRef LOOPBACK = new ByIndex(1);

    static LinkRef of(String name) {
        return new ByName(name);
    }

    static LinkRef of(int index) {
        return new ByIndex(index);
    }
}
