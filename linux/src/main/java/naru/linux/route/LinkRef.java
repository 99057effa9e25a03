package naru.linux.route;

/** Which link of a namespace is meant. */
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

    /** The loopback link: the kernel makes it with each namespace, and it is always number one. */
    LinkRef LOOPBACK = new ByIndex(1);

    static LinkRef of(String name) {
        return new ByName(name);
    }

    static LinkRef of(int index) {
        return new ByIndex(index);
    }
}
