package naru.proxy.table;

import naru.proxy.model.Service;

import java.util.List;

/** A service with all its members, in the order of their names. */
public record Pool(Service service, List<Member> members) {
    public Pool {
        members = List.copyOf(members);
    }
}
